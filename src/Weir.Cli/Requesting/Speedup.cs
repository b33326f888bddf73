namespace Weir.Cli.Requesting;

/// <summary>How much sooner hits were complete than misses. Pure.</summary>
internal sealed record Speedup(int Hits, int Misses, TimeSpan? Hit, TimeSpan? Miss)
{
    /// <summary>Mean time of a miss ÷ mean time of a hit; null without both.</summary>
    public double? Ratio => Hit > TimeSpan.Zero && Miss is { } miss ? miss / Hit : null;

    /// <summary>Counts whole answers alone.</summary>
    public static Speedup Of(IReadOnlyList<RequestOutcome> outcomes)
    {
        var hits = Times(outcomes, isHit: true);
        var misses = Times(outcomes, isHit: false);
        return new Speedup(hits.Count, misses.Count, Mean(hits), Mean(misses));
    }

    private static List<TimeSpan> Times(IReadOnlyList<RequestOutcome> outcomes, bool isHit) =>
        [
            .. outcomes
                .Where(outcome => outcome.Verdict is { } verdict && verdict.IsHit == isHit)
                .Select(outcome => outcome.Duration)
                .OfType<TimeSpan>(),
        ];

    private static TimeSpan? Mean(List<TimeSpan> times) =>
        times.Count == 0 ? null : new TimeSpan((long)times.Average(time => time.Ticks));
}
