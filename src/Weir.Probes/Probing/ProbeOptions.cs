using Weir.Probes.Stamp;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>One session of packets as its owner wants it.</summary>
public sealed record ProbeOptions
{
    /// <summary>A packet costs 24 bytes of memory while its session lasts.</summary>
    public const int MostPackets = 10_000_000;

    /// <summary>100 packets are the least that make an honest p99.</summary>
    public int Count { get; init; } = 100;

    /// <summary>From one packet to the next; zero sends as fast as possible.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>UDP payload in bytes; null for the least that measures all (60 for STAMP, 60 for echo to be comparable).</summary>
    public int? Size { get; init; }

    /// <summary>DiffServ code point of what is sent, 0 to 63.</summary>
    public int Dscp { get; init; }

    /// <summary>Who measures, in the record.</summary>
    public required string Agent { get; init; }

    /// <summary>What is measured, in the record; null for the target as it was given.</summary>
    public string? Target { get; init; }

    public string? RunId { get; init; }

    public string? Client { get; init; }

    /// <summary>The least payload that a protocol's packet takes.</summary>
    public static int LeastSize(ProbeProtocol protocol) =>
        protocol == ProbeProtocol.Stamp ? StampRequest.Size : Echo.EchoPacket.Head;

    /// <exception cref="ArgumentException">Options that contradict themselves or the protocol.</exception>
    internal static ProbeOptions Validate(ProbeOptions options, ProbeProtocol protocol)
    {
        var problem =
            options.Count is < 1 or > MostPackets ? $"A session has 1 to {MostPackets} packets."
            : options.Interval < TimeSpan.Zero ? "An interval is not negative."
            : options.Dscp is < 0 or > 63 ? "A DSCP is 0 to 63."
            : options.Size is { } size && (size < LeastSize(protocol) || size > UdpSocket.MaxPayload)
                ? $"A packet of this protocol has {LeastSize(protocol)} to {UdpSocket.MaxPayload} bytes."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
