using Weir.Measurements.Units;
using Weir.Proxy.Forwarding.Sites;
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

    /// <summary>What it keeps things in: <c>memory 256 MiB, disk 10 GiB</c></summary>
    public static string Room(ProxyStatus status) =>
        $"memory {status.MemoryLimit}" + (status.Disk is { } disk ? $", disk {disk.Limit}" : "");

    /// <summary>All of it, line by line, for a screen.</summary>
    public static IReadOnlyList<string> Lines(ProxyStatus status) =>
        [
            $"{Count(status.Requests, "request")} from {Count(status.Clients, "client")} now connected"
                + (status.Failed > 0 ? $", {status.Failed} failed" : ""),
            $"{status.Hits} hits, {status.Revalidated} revalidated, {status.Misses} misses{Ratio(status)}, {status.Passed} passed",
            $"{new ByteSize(status.BytesSaved)} saved: {new ByteSize(status.Bytes)} sent, {new ByteSize(status.BytesFetched)} fetched",
            $"memory {status.Memory} of {status.MemoryLimit} in {Count(status.Entries, "entry", "entries")}"
                + (
                    status.Disk is { } disk
                        ? $"; disk {disk.Used} of {disk.Limit} in {Count(disk.Entries, "entry", "entries")}"
                        : ""
                ),
        ];

    public static string Line(UpstreamStatus server) =>
        $"{(server.IsUp ? "up  " : "down")} {server.Address.Origin}  {server.Busy} under way, {Count(server.Answers, "answer")}"
        + (server.Failures > 0 ? $", {Count(server.Failures, "failure")}" : "")
        + (server.Reason is { } reason ? $"  ({reason})" : "");

    /// <summary><c>   1200 hits     14 kB     55 s  http://127.0.0.1:8000/f</c></summary>
    public static string Line(StoredObject stored) =>
        $"{stored.Hits, 7} hits {new ByteSize(stored.Bytes), 10} {Left(stored.TimeToLive), 8}  {stored.Url}";

    private static string Left(TimeSpan left) =>
        left > TimeSpan.Zero ? Durations.Format(TimeSpan.FromSeconds(Math.Floor(left.TotalSeconds))) : "stale";

    private static string Ratio(ProxyStatus status) => status.HitRatio is { } ratio ? $" ({ratio:P0})" : "";

    private static string Count(long count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
