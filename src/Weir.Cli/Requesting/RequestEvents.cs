using System.Text.Json;
using Weir.Cli.Terminal;

namespace Weir.Cli.Requesting;

/// <summary>What <c>weir request --json</c> tells: <c>request</c> for each, <c>summary</c> at the end.</summary>
internal static class RequestEvents
{
    public static string Request(int number, string url, RequestOutcome outcome) =>
        EventLine.Of(
            "request",
            outcome.StartedAt,
            json =>
            {
                json.WriteString("url", url);
                json.WriteNumber("number", number);
                Write(json, "status", outcome.Status);
                json.WriteString("cache", outcome.Verdict is { } verdict ? (verdict.IsHit ? "hit" : "miss") : null);
                json.WriteString("cache_status", outcome.CacheStatus);
                json.WriteNumber("bytes", outcome.Bytes);
                Write(json, "connect_s", outcome.Connect?.TotalSeconds);
                Write(json, "response_s", outcome.Response?.TotalSeconds);
                Write(json, "duration_s", outcome.Duration?.TotalSeconds);
                json.WriteString("error", outcome.Error);
            }
        );

    public static string Summary(DateTimeOffset at, string url, IReadOnlyList<RequestOutcome> outcomes) =>
        EventLine.Of(
            "summary",
            at,
            json =>
            {
                var speedup = Speedup.Of(outcomes);
                json.WriteString("url", url);
                json.WriteNumber("requests", outcomes.Count);
                json.WriteNumber("hits", speedup.Hits);
                json.WriteNumber("misses", speedup.Misses);
                Write(json, "hit_duration_s", speedup.Hit?.TotalSeconds);
                Write(json, "miss_duration_s", speedup.Miss?.TotalSeconds);
                Write(json, "speedup", speedup.Ratio);
            }
        );

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
