using System.Net;
using Weir.Probes.Echo;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>
/// Sends a few packets to this process itself before a session begins. Code that runs for the first time takes milliseconds,
/// which would be seen as delays of the first packets.
/// </summary>
internal static class Rehearsal
{
    private const int Packets = 20;

    public static void Run(IProbeFormat format, ProbeOptions options, TimeProvider time)
    {
        var here = new IPEndPoint(IPAddress.Loopback, 0);
        IReflector reflector = format is StampFormat ? new StampReflector(time) : new EchoReflector(port: 0);
        if (UdpSocket.TryBind(here, new UdpOptions(), time, out var there) != ListenFailure.None)
            return;
        using (there)
        {
            var place = there!.LocalEndPoint;
            if (
                UdpSocket.TryConnect($"{place.Address}", place.Port, new UdpOptions(), time, out var socket) is not null
            )
                return;
            using (socket)
                Exchange(
                    new ProbeSession(socket!, format, Short(options), new SessionClock(time), default),
                    there,
                    reflector
                );
        }
    }

    private static ProbeOptions Short(ProbeOptions options) =>
        options with
        {
            Count = Packets,
            Interval = TimeSpan.Zero,
        };

    private static void Exchange(ProbeSession session, UdpSocket there, IReflector reflector)
    {
        var batch = ProbeSession.BatchFor(session.PacketSize);
        var received = new DatagramBatch(Packets, session.PacketSize);
        var reply = new byte[session.PacketSize];
        session.SendOneOf(batch);
        session.SendDue(batch);
        there.TryReceive(received, mayWait: true, out _);
        for (var i = 0; i < received.Count; i++)
        {
            if (reflector.Reflect(received.Received(i), received.ArrivalOf(i), reply) is { } length)
                there.SendTo(reply.AsSpan(0, length), received.ArrivalOf(i).From);
        }

        session.Receive(received, mayWait: true);
        session.IsOver(isCancelled: true);
    }
}
