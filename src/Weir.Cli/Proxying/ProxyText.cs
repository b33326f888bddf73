using Weir.Measurements.Units;
using Weir.Proxy.Serving;

namespace Weir.Cli.Proxying;

/// <summary>A proxy as people read it. Pure.</summary>
internal static class ProxyText
{
    /// <summary>Where its requests go.</summary>
    public static string Where(ProxyServer proxy) =>
        proxy.Upstreams.Count > 0
            ? string.Join(", ", proxy.Upstreams.Select(server => server.Address.Origin))
            : $"what is asked for of {string.Join(", ", proxy.Allowed)}";

    /// <summary>All of it on one line, for a log.</summary>
    public static string Line(ProxyStatus status) =>
        $"{Count(status.Requests, "request")}, {Count(status.Hits + status.Revalidated, "hit")}{Ratio(status)}, "
        + $"{new ByteSize(status.Bytes)} sent, {new ByteSize(status.BytesFetched)} fetched, "
        + $"{status.Memory} of {status.MemoryLimit} in {Count(status.Entries, "entry", "entries")}"
        + (status.Failed > 0 ? $", {status.Failed} failed" : "");

    private static string Ratio(ProxyStatus status) => status.HitRatio is { } ratio ? $" ({ratio:P0})" : "";

    private static string Count(long count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
