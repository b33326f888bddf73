using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Probes.Echo;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Probes;

/// <summary>
/// 100,000 datagrams that no sender of sound mind sends, to each reflector and to a relay before one, while a session runs.
/// </summary>
public sealed class MalformedDatagramsTests
{
    private const int Datagrams = 100_000;

    /// <summary>Datagrams of one length, behind which a sound one tells that all of them were seen.</summary>
    private const int Group = 50;

    [Theory]
    [InlineData(ProbeProtocol.Stamp, false)]
    [InlineData(ProbeProtocol.Echo, false)]
    [InlineData(ProbeProtocol.Stamp, true)]
    public async Task No_answer_is_longer_than_its_request_and_sessions_stay_right(
        ProbeProtocol protocol,
        bool isRelayed
    )
    {
        Func<int, IReflector> make =
            protocol == ProbeProtocol.Stamp
                ? _ => new StampReflector(TimeProvider.System)
                : port => new EchoReflector(port);
        var place = new IPEndPoint(IPAddress.Loopback, 0);
        Assert.Equal(ListenFailure.None, ReflectorServer.TryStart(place, make, TimeProvider.System, out var server));
        using var reflector = server!;
        await using var relay = new UdpRelay(new RelayOptions(place, reflector.EndPoint), TimeProvider.System);
        Assert.Equal(ListenFailure.None, relay.TryStart());
        var at = isRelayed ? relay.EndPoint : reflector.EndPoint;
        var prober = new Prober(
            new ProbeTarget(protocol, "127.0.0.1", at.Port),
            new ProbeOptions
            {
                Agent = "here",
                Count = 1_000_000,
                Interval = TimeSpan.FromMilliseconds(1),
            },
            TimeProvider.System
        );
        using var enough = new CancellationTokenSource();
        var session = prober.RunAsync(enough.Token);

        Flood(at, new Random(20261125));
        var before = prober.Progress.Received;
        while (prober.Progress.Received < before + 20 && !session.IsCompleted)
            await Task.Yield();
        await enough.CancelAsync();
        var record = await session;

        Assert.Equal((0, 0, 0), (record.Lost, record.Duplicates, record.Reordered));
        Assert.True(record.Received > 20);
        Assert.True(reflector.Status.Received >= Datagrams);
    }

    private static void Flood(IPEndPoint to, Random random)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = 30_000;
        socket.ReceiveBufferSize = 1 << 20;
        socket.Connect(to);
        var reply = new byte[65536];
        for (var group = 0; group < Datagrams / Group; group++)
        {
            var length = random.Next(8) == 0 ? random.Next(1500) : random.Next(120);
            for (var i = 0; i < Group; i++)
                socket.Send(Malformed(random, length));
            var sound = Sound(group);
            socket.Send(sound);
            int size;
            do
            {
                size = socket.Receive(reply);
                Assert.True(size <= length || IsAnswer(reply.AsSpan(0, size), sound), $"{size} octets for {length}");
            } while (!IsAnswer(reply.AsSpan(0, size), sound));
        }
    }

    /// <summary>Half of them noise, the others a sound request with some octets changed, TLVs among them.</summary>
    private static byte[] Malformed(Random random, int length)
    {
        var datagram = new byte[length];
        random.NextBytes(datagram);
        if (random.Next(2) == 0 || length < 44)
            return datagram;
        datagram.AsSpan(16, 28).Clear();
        for (var at = 44; at + 4 <= length; )
        {
            datagram[at] = (byte)random.Next(256);
            datagram[at + 1] = (byte)random.Next(10);
            BinaryPrimitives.WriteUInt16BigEndian(
                datagram.AsSpan(at + 2),
                (ushort)random.Next(random.Next(2) == 0 ? 16 : 65536)
            );
            at += 4 + random.Next(16);
        }

        return datagram;
    }

    /// <summary>A STAMP request of 1501 octets, which is none of the flood's lengths; padding names its group.</summary>
    private static byte[] Sound(int group)
    {
        var request = new byte[1501];
        request[45] = 1; // Extra Padding (RFC 8972 section 4.1)
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(46), (ushort)(request.Length - 48));
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(48), group);
        return request;
    }

    private static bool IsAnswer(ReadOnlySpan<byte> reply, byte[] request) =>
        reply.Length == request.Length && reply[48..].SequenceEqual(request.AsSpan(48));
}
