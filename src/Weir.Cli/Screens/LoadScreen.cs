using Weir.Analysis.Reports;
using Weir.Analysis.Runs;
using Weir.Cli.Reporting;
using Weir.Cli.Results;
using Weir.Cli.Terminal;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Screens;

/// <summary>Runs as they happen: the table of each, or its records as JSON lines; and their results in a folder.</summary>
/// <param name="results">Null for none.</param>
/// <param name="direct">Gets the records of each run at its end; null for nobody.</param>
internal sealed class LoadScreen(Output output, bool isJson, ResultsFolder? results, DirectDelivery? direct)
    : ILoadWatcher
{
    public void OnRunStarting(int number, int runs, RunPlan plan)
    {
        var what = plan.File is null ? "" : $" of {plan.File}";
        output.Note((runs > 1 ? $"run {number} of {runs}: " : "") + RunText.Clients(plan.Clients) + what);
    }

    public void OnProgress(LoadProgress progress) =>
        output.Note(
            progress.Requests is { } requests
                ? $"{requests} requests"
                : $"{progress.Done} of {progress.Clients} clients done, {new ByteSize(progress.Bytes)}"
        );

    public async Task OnRunFinishedAsync(RunOutcome outcome, IReadOnlyList<TransferRecord> transfers)
    {
        if (isJson)
        {
            foreach (var transfer in transfers)
                output.Line(MeasurementsJson.ToLine(transfer));
            output.Line(MeasurementsJson.ToLine(outcome.Run));
        }
        else if (!output.IsQuiet)
        {
            TextTable.Print(output.Out, RunText.ClientHeads(outcome.Clients), RunText.ClientRows(outcome.Clients));
            if (outcome.Run.Requests is { } requests)
                Show(requests);
            else
                output.Line(RunText.Sentence(outcome.Run));
        }

        if (results?.Write(outcome) is { } problem)
            output.Mistake($"weir load: the results cannot be written to {results.Path}; {problem}");
        if (direct is not null)
            await direct.SendAsync([
                .. transfers.Select(MeasurementsJson.ToLine),
                MeasurementsJson.ToLine(outcome.Run),
            ]);
    }

    private void Show(RequestsRecord requests)
    {
        if (requests.Latency is { } latency)
            TextTable.Print(output.Out, RunText.LatencyHeads, RunText.LatencyRows(latency));
        output.Line(RunText.Sentence(requests));
    }
}
