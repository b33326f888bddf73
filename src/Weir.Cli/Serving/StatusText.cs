using Weir.Measurements.Units;
using Weir.Origin.Digests;
using Weir.Origin.Replicas;
using Weir.Origin.Runs;
using Weir.Probes.Reflector;

namespace Weir.Cli.Serving;

/// <summary>Replicas and reflectors as people read them. Pure.</summary>
internal static class StatusText
{
    public const string Keys = "1 pauses replica 1, r1 resumes, e1 stops, s1 starts it, l lists, q quits";

    /// <summary><c>lab3: 17 of 25 ready</c></summary>
    public static string Ready(RunStatus status) =>
        $"{status.RunId}: {status.Ready} of {status.Clients} ready"
        + (status.Running > 0 ? $", {status.Running} of the round before at work" : "");

    /// <summary><c>hashing 2 files: 120 MiB of 4 GiB</c></summary>
    public static string Hashing(DigestProgress hashing) =>
        hashing.Files == 0
            ? $"hashed {Files(hashing.Done)}"
            : $"hashing {Files(hashing.Files)}: {new ByteSize(hashing.Bytes)} of {new ByteSize(hashing.Size)}";

    public static string Clients(ReplicaStatus status) =>
        status.Clients == 1 ? "1 client" : $"{status.Clients} clients";

    private static string Files(long count) => count == 1 ? "1 file" : $"{count} files";

    public static string Sent(ReplicaStatus status) => new ByteSize(status.Bytes).ToString();

    /// <summary>What can be done now, as the keys that do it: with its meaning where there is room.</summary>
    public static string Offers(ReplicaStatus status, bool isWide)
    {
        var n = status.Replica;
        var gap = isWide ? " " : "";
        return status.State switch
        {
            ReplicaState.Serving => $"[{n}]{gap}pause  [e{n}]{gap}stop",
            ReplicaState.Paused => $"[r{n}]{gap}resume [e{n}]{gap}stop",
            _ => $"[s{n}]{gap}start",
        };
    }

    /// <summary>One replica on a line of its own, for the list.</summary>
    public static string Line(ReplicaStatus status) =>
        $"{status.Replica}  {status.Address}  {status.State.Name()}  {Clients(status)}  {Sent(status)}  {status.Throughput}"
        + (status.Rate is { } rate ? $"  limit {rate}" : "");

    /// <summary>One reflector on a line of its own.</summary>
    public static string Line(ReflectorStatus status) => $"udp  {status.EndPoint}  {Short(status)}";

    /// <summary>All of a server on one line, for a log.</summary>
    public static string OneLine(IReadOnlyList<ReplicaStatus> replicas, IReadOnlyList<ReflectorStatus> reflectors) =>
        string.Join(
            " | ",
            (
                replicas is [var only]
                    ? [$"{only.State.Name()}, {Clients(only)}, {Sent(only)}, {only.Throughput}"]
                    : replicas.Select(Short)
            ).Concat(reflectors.Select(Short))
        );

    private static string Short(ReflectorStatus status) =>
        $"{status.Protocol} {status.Replied} replies, {status.RepliesPerSecond:0} packets/s"
        + (status.Received > status.Replied ? $", {status.Received - status.Replied} unanswered" : "");

    private static string Short(ReplicaStatus status) =>
        $"{status.Replica} {status.State.Name()}, {Clients(status)}, {Sent(status)}, {status.Throughput}";
}
