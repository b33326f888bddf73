using Weir.Cli.Terminal;

namespace Weir.Cli.Requesting;

/// <summary>A line for each request and a sentence at the end; with JSON their objects instead.</summary>
internal sealed class RequestScreen(Output output, string url, bool isJson, TimeProvider time)
{
    public void Show(int number, RequestOutcome outcome)
    {
        if (isJson)
        {
            output.Line(RequestEvents.Request(number, url, outcome));
            return;
        }

        if (output.IsQuiet)
            return;
        output.Line(RequestWords.Line(number, outcome));
        if (RequestWords.Below(outcome) is { } below)
            output.Line(below);
    }

    public void ShowEnd(IReadOnlyList<RequestOutcome> outcomes)
    {
        if (isJson)
            output.Line(RequestEvents.Summary(time.GetUtcNow(), url, outcomes));
        else if (outcomes.Any(outcome => outcome.Status is not null))
            output.Line(RequestWords.Conclusion(outcomes));
    }
}
