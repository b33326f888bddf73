using Weir.Measurements.Records;
using Weir.Probes.Icmp;
using Weir.Probes.Stamp;
using Weir.Transport.Tls;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>One session of packets as its owner wants it.</summary>
public sealed record ProbeOptions
{
    /// <summary>A packet costs 64 bytes of memory while its session lasts.</summary>
    public const int MostPackets = 10_000_000;

    /// <summary>Packets, or requests; null for <see cref="ProbeDefaults.Count"/> of the protocol.</summary>
    public int? Count { get; init; }

    /// <summary>
    /// From one packet to the next; zero sends as fast as possible; null for <see cref="ProbeDefaults.Interval"/> of the
    /// protocol.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>
    /// UDP payload, or the ICMP message, in bytes; null for the least that measures all (60 for STAMP, 60 for echo to be
    /// comparable), or ping's 64. Requests over TCP have none.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>DiffServ code point of what is sent, 0 to 63.</summary>
    public int Dscp { get; init; }

    /// <summary>Who measures, in the record.</summary>
    public required string Agent { get; init; }

    /// <summary>What is measured, in the record; null for the target as it was given.</summary>
    public string? Target { get; init; }

    public string? RunId { get; init; }

    public string? Client { get; init; }

    /// <summary>Whom to believe when a target speaks TLS; null for the authorities of the system.</summary>
    public PeerTrust? Trust { get; init; }

    /// <summary>Told every packet of every session when all is over, by the thread that ran it; null when nobody asks.</summary>
    public Action<PacketRecord>? OnPacket { get; init; }

    /// <summary>The least payload that a protocol's packet takes.</summary>
    public static int LeastSize(ProbeProtocol protocol) =>
        protocol switch
        {
            ProbeProtocol.Stamp => StampRequest.Size,
            ProbeProtocol.Icmp => IcmpFormat.Head + Echo.EchoPacket.Head,
            _ => Echo.EchoPacket.Head,
        };

    /// <summary>With the defaults of the protocol where nothing was said.</summary>
    /// <exception cref="ArgumentException">Options that contradict themselves or the protocol.</exception>
    internal static ProbeOptions Complete(ProbeOptions options, ProbeProtocol protocol)
    {
        var problem =
            options.Count is < 1 or > MostPackets ? $"A session has 1 to {MostPackets} packets."
            : options.Interval < TimeSpan.Zero ? "An interval is not negative."
            : options.Dscp is < 0 or > 63 ? "A DSCP is 0 to 63."
            : options.Size is { } size && (size < LeastSize(protocol) || size > UdpSocket.MaxPayload)
                ? $"A packet of this protocol has {LeastSize(protocol)} to {UdpSocket.MaxPayload} bytes."
            : null;
        var defaults = ProbeDefaults.Of(protocol);
        return problem is null
            ? options with
            {
                Count = options.Count ?? defaults.Count,
                Interval = options.Interval ?? defaults.Interval,
            }
            : throw new ArgumentException(problem, nameof(options));
    }
}
