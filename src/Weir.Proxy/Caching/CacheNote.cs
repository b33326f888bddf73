using System.Text.Json;
using Weir.Http.Fields;

namespace Weir.Proxy.Caching;

/// <summary>What the cache did with one request: its Cache-Status, and more for the log.</summary>
/// <param name="Status">What clients see.</param>
/// <param name="Reason">Why it was not stored, or not answered; null when there is nothing to say.</param>
/// <param name="Upstream">How long the way to the head of the origin's answer took; null without one.</param>
public sealed record CacheNote(
    CacheVerdict Verdict,
    CacheStatus Status,
    string? Reason = null,
    TimeSpan? Upstream = null
)
{
    /// <summary>How old the stored response was; null unless one was served.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Adds its members to a line of the access log.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("cache"u8, Verdict.ToString().ToLowerInvariant());
        if (Status.Forward is { } forward)
            json.WriteString("forward"u8, CacheStatus.Token(forward));
        else
            json.WriteNull("forward"u8);
        json.WriteString("reason"u8, Reason);
        json.WriteBoolean("stored"u8, Status.IsStored);
        json.WriteBoolean("collapsed"u8, Status.IsCollapsed);
        WriteNumber(json, "upstream_status"u8, Status.ForwardStatus);
        WriteNumber(json, "upstream_s"u8, Upstream is { } took ? Math.Round((decimal)took.TotalSeconds, 6) : null);
        WriteNumber(json, "age_s"u8, Age is { } age ? Math.Floor((decimal)age.TotalSeconds) : null);
        WriteNumber(json, "ttl_s"u8, Status.TimeToLive is { } left ? Math.Floor((decimal)left.TotalSeconds) : null);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
