using System.Globalization;
using Weir.Measurements.Units;

namespace Weir.Cli.Requesting;

/// <summary>Requests as people read them. Pure.</summary>
internal static class RequestWords
{
    /// <summary>Nearer to 1 it is no difference that a person would call one.</summary>
    private const double Notable = 1.05;

    public static string Line(int number, RequestOutcome outcome)
    {
        var cache = outcome.Verdict switch
        {
            { IsHit: true } => "hit ",
            { IsHit: false } => "miss",
            null => "    ",
        };
        var head = outcome.Status is { } status
            ? $"request {number}  {status}  {cache}  first byte {Delay(outcome.Response)}"
            : $"request {number}  failed";
        return outcome.Error is { } error
            ? $"{head}  {error}"
            : $"{head}  all {Delay(outcome.Duration)}  {new ByteSize(outcome.Bytes)}";
    }

    /// <summary>What the caches said, to stand below the line.</summary>
    public static string? Below(RequestOutcome outcome) =>
        outcome.CacheStatus is { } status ? $"           Cache-Status: {status}" : null;

    /// <summary>What it means, in a sentence.</summary>
    public static string Conclusion(IReadOnlyList<RequestOutcome> outcomes)
    {
        var speedup = Speedup.Of(outcomes);
        return speedup switch
        {
            { Hits: 0, Misses: 0 } => "Nobody on the way says that it is a cache: the answers have no Cache-Status.",
            { Hits: 0 } => $"No hit: {Why(outcomes[^1].Verdict?.Forward)}",
            { Misses: 0 } =>
                $"Hits only, {Durations.FormatDelay(speedup.Hit!.Value)} each: it was in the cache before; "
                    + "a URL that is new to the cache shows a miss.",
            { Ratio: { } ratio } => $"{Both(speedup)} {Compared(ratio)}: {Times(speedup)}.",
            _ => "The times are too short to compare.",
        };
    }

    private static string Both(Speedup speedup) =>
        (speedup.Hits == 1 ? "The hit was" : "Hits were") + (speedup.Hits + speedup.Misses == 2 ? "" : " on average");

    private static string Compared(double ratio) =>
        ratio >= Notable ? $"{Number(ratio)} times as fast as the miss"
        : ratio > 1 / Notable ? "as fast as the miss"
        : $"slower than the miss, {Number(1 / ratio)} times as long";

    private static string Times(Speedup speedup) =>
        $"{Durations.FormatDelay(speedup.Hit!.Value)} instead of {Durations.FormatDelay(speedup.Miss!.Value)}";

    /// <summary>RFC 9211 2.2.</summary>
    private static string Why(string? forward) =>
        forward switch
        {
            "stale" => "what the cache has is not fresh, so it asked the server again (fwd=stale).",
            "uri-miss" or "miss" => $"the cache did not keep the answer (fwd={forward}).",
            "vary-miss" => "the cache has it for other requests only (fwd=vary-miss).",
            "partial" => "the cache had a part of it alone (fwd=partial).",
            "bypass" => "the cache stays out of such answers (fwd=bypass).",
            "request" => "the request asked for a new answer (fwd=request).",
            null => "the last answer says nothing of a cache.",
            _ => $"the cache went on to the server (fwd={forward}).",
        };

    private static string Number(double ratio) =>
        ratio.ToString(ratio < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Delay(TimeSpan? delay) => Durations.FormatDelay(delay ?? TimeSpan.Zero).PadLeft(7);
}
