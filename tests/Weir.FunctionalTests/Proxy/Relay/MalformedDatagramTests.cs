using System.Net;
using System.Net.Sockets;
using Weir.Measurements.Units;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Proxy.Relay;

public sealed class MalformedDatagramTests
{
    private const int Datagrams = 100_000;
    private const int Clients = 8;

    /// <summary>Sent before the relay has to have read them: what overruns its socket is lost before it.</summary>
    private const int Ahead = 125;
    private const int LargestPayload = 65_507;
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_hundred_thousand_of_them_are_counted_and_break_nothing()
    {
        var random = new Random(6);
        using var target = Bind();
        var odd = new ImpairmentOptions
        {
            Delay = TimeSpan.FromMilliseconds(1),
            DelayJitter = TimeSpan.FromMilliseconds(1),
            Loss = 0.1,
            Duplicate = 0.1,
            Reorder = 0.1,
            Corrupt = 0.5,
        };
        await using var relay = new UdpRelay(
            new RelayOptions(AnyPort, (IPEndPoint)target.LocalEndPoint!)
            {
                Impairment = new RelayImpairment(odd, odd, 6),
                MostSessions = Clients - 1,
                MostQueued = new ByteSize(1 << 20),
            },
            TimeProvider.System
        );
        Assert.Equal(ListenFailure.None, relay.TryStart());
        var clients = Enumerable.Range(0, Clients).Select(_ => Bind()).ToList();
        Array.ForEach([.. clients], client => client.Connect(relay.EndPoint));
        var bytes = new byte[LargestPayload];

        for (var sent = 1; sent <= Datagrams; sent++)
        {
            var length = LengthOf(random, mayBeLarge: sent % Ahead == 1);
            random.NextBytes(bytes.AsSpan(0, length));
            clients[sent % Clients].Send(bytes.AsSpan(0, length));
            if (sent % Ahead != 0)
                continue;
            await WaitUntilAsync(() => relay.Status is var now && now.Up.Received + now.Refused == sent);
            // The target answers in kind, some of it.
            Answer(target, random, bytes);
        }

        await WaitUntilAsync(() => relay.Status is var now && IsAllAccountedFor(now.Up) && IsAllAccountedFor(now.Down));
        var status = relay.Status;
        Assert.Equal(Datagrams, status.Up.Received + status.Refused);
        Assert.Equal(Datagrams / Clients, status.Refused);
        Assert.Equal(Clients - 1, status.Sessions);
        Assert.True(status.Down.Received > 0);

        relay.Impairment = RelayImpairment.None;
        Empty(target, bytes);
        clients[1].Send("are you there"u8);
        await WaitUntilAsync(() => HasSome(target));
        Assert.Equal("are you there"u8.Length, target.Receive(bytes));
        clients.ForEach(client => client.Dispose());
    }

    private static bool IsAllAccountedFor(in DirectionStatus status) =>
        status.Waiting == 0
        && status.Received + status.Duplicated
            == status.Forwarded + status.Lost + status.QueueDropped + status.Capped + status.Unsent;

    /// <summary>None, a few, or anything up to the most that there is: that of few, since they share a buffer.</summary>
    private static int LengthOf(Random random, bool mayBeLarge) =>
        mayBeLarge ? random.Next(LargestPayload + 1)
        : random.Next(10) == 0 ? 0
        : random.Next(1, 200);

    private static void Answer(Socket target, Random random, byte[] bytes)
    {
        EndPoint from = AnyPort;
        while (HasSome(target))
        {
            target.ReceiveFrom(bytes, ref from);
            if (random.Next(4) == 0)
                target.SendTo(bytes.AsSpan(0, random.Next(200)), from);
        }
    }

    private static void Empty(Socket socket, byte[] bytes)
    {
        while (HasSome(socket))
            socket.Receive(bytes);
    }

    /// <summary>An empty one is one too, of which <see cref="Socket.Available"/> knows nothing.</summary>
    private static bool HasSome(Socket socket) => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(AnyPort);
        return socket;
    }

    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
