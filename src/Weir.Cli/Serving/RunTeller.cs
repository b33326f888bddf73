using Weir.Analysis.Reports;
using Weir.Cli.Results;
using Weir.Cli.Terminal;
using Weir.Measurements.Json;
using Weir.Origin.Runs;

namespace Weir.Cli.Serving;

/// <summary>Tells of the runs of a server, as lines, as JSON or to its screen, and writes their results.</summary>
/// <param name="results">Null for none.</param>
internal sealed class RunTeller(Output output, TimeProvider time, bool isJson, ResultsFolder? results)
{
    private volatile string _last = "";

    /// <summary>The screen draws what is told; lines between would break its picture.</summary>
    public bool HasScreen { get; set; }

    /// <summary>How the last run went, in a sentence; empty before.</summary>
    public string Last => _last;

    /// <summary>One call at a time.</summary>
    public void Tell(RunNews news)
    {
        switch (news)
        {
            case RunNews.Waiting waiting:
                Say(() => ServeEvents.Ready(time.GetUtcNow(), waiting.Status), StatusText.Ready(waiting.Status));
                break;
            case RunNews.Released released:
                Say(
                    () => ServeEvents.Released(time.GetUtcNow(), released),
                    $"{released.RunId}: {RunText.Clients(released.Clients)} let go together"
                );
                break;
            case RunNews.Finished finished:
                Finish(finished);
                break;
        }
    }

    private void Finish(RunNews.Finished finished)
    {
        var outcome = finished.Outcome;
        _last = $"{outcome.Run.Id}: {RunText.Sentence(outcome.Run)}";
        if (isJson)
            output.Line(MeasurementsJson.ToLine(outcome.Run));
        else if (!HasScreen)
            output.Line(_last);
        if (results?.Write(outcome) is { } problem)
            output.Mistake($"weir serve: the results cannot be written to {results.Path}; {problem}");
    }

    private void Say(Func<string> json, string sentence)
    {
        if (isJson)
            output.Line(json());
        else if (!HasScreen)
            output.Note(sentence);
    }
}
