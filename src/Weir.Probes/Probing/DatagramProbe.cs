using System.Security.Cryptography;
using Weir.Measurements.Records;
using Weir.Probes.Echo;
using Weir.Probes.Icmp;
using Weir.Probes.Stamp;
using Weir.Transport.Blocking;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>Sessions of datagrams to one target, from sockets to outcomes.</summary>
internal sealed class DatagramProbe(ProbeTarget target, ProbeOptions options, TimeProvider time) : IProbe
{
    /// <summary>From the session's start to its first packet: threads and sockets are ready by then.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(10);

    private ProbeSession[] _sessions = [];

    public ProbeProgress Progress =>
        ProbeProgress.Of(Array.ConvertAll(Volatile.Read(ref _sessions), session => session.Progress));

    public int Recent(Span<long> into, TimeSpan patience) =>
        Volatile.Read(ref _sessions) is [var first, ..] ? first.Recent(into, patience) : 0;

    public ProbeRecord[] Run(IReadOnlyList<ProbeRecord> blanks, CancellationToken cancellation)
    {
        var sockets = new List<UdpSocket>(blanks.Count);
        var formats = new List<IProbeFormat>(blanks.Count);
        try
        {
            foreach (var _ in blanks)
            {
                if (Open(out var socket, out var format) is { } fault)
                    return
                    [
                        .. blanks.Select(blank => blank with { Error = $"{target} cannot be probed: {fault.Reason}" }),
                    ];
                sockets.Add(socket!);
                formats.Add(format);
            }

            return Run(blanks, sockets, formats, cancellation);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    private ProbeRecord[] Run(
        IReadOnlyList<ProbeRecord> blanks,
        List<UdpSocket> sockets,
        List<IProbeFormat> formats,
        CancellationToken cancellation
    )
    {
        if (target.Protocol != ProbeProtocol.Icmp)
            Rehearsal.Run(formats[0], options, time);
        var clock = new SessionClock(time);
        var interval = options.Interval ?? TimeSpan.Zero;
        // Side by side, not all at once: their packets are spread over the interval.
        var sessions = sockets
            .Select(
                (socket, i) =>
                    new ProbeSession(socket, formats[i], options, clock, Lead + (interval * i / sockets.Count))
            )
            .ToArray();
        Volatile.Write(ref _sessions, sessions);
        new SessionThreads(sessions, sockets, clock, time).Run(interval, cancellation);
        return
        [
            .. sessions.Select(
                (session, i) =>
                {
                    foreach (var packet in options.OnPacket is null ? [] : session.Packets(blanks[i].Client))
                        options.OnPacket?.Invoke(packet);
                    return Judge(session.Describe(blanks[i]), session, cancellation.IsCancellationRequested);
                }
            ),
        ];
    }

    private NetworkFault? Open(out UdpSocket? socket, out IProbeFormat format)
    {
        var marks = new UdpOptions { Dscp = options.Dscp };
        var session = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        if (target.Protocol == ProbeProtocol.Icmp)
        {
            var fault = UdpSocket.TryConnectIcmp(target.Host, marks, time, out socket, out var mode);
            format = new IcmpFormat(mode, session);
            return fault;
        }

        format =
            target.Protocol == ProbeProtocol.Stamp
                ? new StampFormat((ushort)RandomNumberGenerator.GetInt32(1, 1 << 16), ClockQuality.Read())
                : new EchoFormat(session);
        return UdpSocket.TryConnect(target.Host, target.Port, marks, time, out socket);
    }

    private ProbeRecord Judge(ProbeRecord record, ProbeSession session, bool isCancelled)
    {
        if (isCancelled)
            return record with { Outcome = ProbeOutcome.Cancelled, Error = "it was interrupted" };
        if (record.Received > 0)
            return record with { Outcome = ProbeOutcome.Ok };
        var limit = $"{session.ReplyLimit.TotalSeconds:0.#} s";
        var why =
            session.WasRefused ? $"no reply from {target}: connection refused, nothing listens on that port"
            : session.SendFault is { } fault ? $"nothing could be sent to {target}: {fault.Reason}"
            : record.Late > 0 ? $"no reply from {target} in time; {record.Late} came after {limit}"
            : $"no reply from {target} within {limit}";
        return record with { Outcome = ProbeOutcome.Failed, Error = why };
    }
}
