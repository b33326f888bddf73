using Weir.Analysis.Reports;
using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Comparing;
using Weir.Cli.Terminal;

namespace Weir.Cli.Screens;

/// <summary>Several runs together: a table of all, one of what they have in common, and what they show.</summary>
internal static class SeriesScreen
{
    public static void Show(Output output, IReadOnlyList<RunOutcome> outcomes)
    {
        if (output.IsQuiet)
            return;
        TextTable.Print(output.Out, RunText.RunHeads, outcomes.Select(outcome => RunText.RunRow(outcome.Run)));
        var groups = RunGroup.Of(outcomes.Select(outcome => outcome.Run));
        if (outcomes.Count > groups.Count)
            TextTable.Print(output.Out, RunText.GroupHeads, groups.Select(RunText.GroupRow));
        foreach (var sentence in RunComparison.Sentences(groups))
            output.Line(sentence);
    }
}
