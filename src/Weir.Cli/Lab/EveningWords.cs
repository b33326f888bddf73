using Weir.Analysis.Congestion;
using Weir.Analysis.Findings;
using Weir.Analysis.Series;
using Weir.Cli.Agents;
using Weir.Measurements.Units;

namespace Weir.Cli.Lab;

/// <summary>What <c>weir lab --evening</c> says. Pure.</summary>
internal static class EveningWords
{
    public static IEnumerable<string> Opening(EveningOptions options, DateTimeOffset midnight, string collector)
    {
        yield return $"{AgentWords.Count(options.Days, "day")} from {midnight:yyyy-MM-dd} on, of which an hour lasts "
            + $"{Durations.Format(options.Hour)}: it takes {Durations.Format(options.Length)}";
        yield return $"injected: slow {Injected} (UTC) on every day, by the relay before replica 1 and the reflector";
        yield return $"the page while it runs: {collector}";
    }

    public static string Begun(int day, EveningOptions options) =>
        $"day {day} of {options.Days}: it is {EveningOptions.SlowHours[0]:00}:00, and the way becomes slow";

    public static IEnumerable<string> Closing(
        long downloads,
        long probes,
        IReadOnlyList<EveningVerdict> verdicts,
        NetworkFindings findings,
        EveningOptions options,
        string page
    )
    {
        yield return $"measured: {AgentWords.Count(downloads, "download")} and {AgentWords.Count(probes, "probe")}";
        foreach (var verdict in verdicts)
            yield return verdict.Sentence;
        if (findings.Series.Any(s => s.Congestion.Verdict is CongestionVerdict.Insufficient))
            yield return $"the verdict of recurring congestion takes {CongestionDetector.DaysNeeded} days; on {options.Days} days "
                + "hours are told by their episodes";
        yield return $"with graphs: {page}";
        yield return AreEqual(verdicts)
            ? $"verdict: slow {Injected} in every metric, which equals what was injected"
            : $"verdict: this does not equal what was injected, slow {Injected}";
    }

    /// <summary>Whether all metrics are there, and each says what was injected.</summary>
    public static bool AreEqual(IReadOnlyList<EveningVerdict> verdicts) =>
        verdicts.Count == MetricRules.Judged.Count && verdicts.All(verdict => verdict.IsEqual);

    private static string Injected =>
        $"from {EveningOptions.SlowHours[0]:00}:00 to {EveningOptions.SlowHours[^1] + 1:00}:00";
}
