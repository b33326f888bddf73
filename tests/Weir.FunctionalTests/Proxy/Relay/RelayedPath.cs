using System.Buffers.Binary;
using System.Net;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.FunctionalTests.Proxy.Relay;

/// <summary>A client and a target with a relay between them; what is sent is numbered, and never overruns a buffer.</summary>
internal sealed class RelayedPath : IAsyncDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly UdpSocket _client;
    private readonly UdpSocket _target;

    public RelayedPath(RelayImpairment impairment, Func<RelayOptions, RelayOptions>? change = null)
    {
        Assert.Equal(
            ListenFailure.None,
            UdpSocket.TryBind(AnyPort, new UdpOptions(), TimeProvider.System, out var target)
        );
        Assert.Equal(
            ListenFailure.None,
            UdpSocket.TryBind(AnyPort, new UdpOptions(), TimeProvider.System, out var client)
        );
        (_target, _client) = (target!, client!);
        var options = new RelayOptions(AnyPort, _target.LocalEndPoint) { Impairment = impairment };
        Relay = new UdpRelay(change?.Invoke(options) ?? options, TimeProvider.System);
        Assert.Equal(ListenFailure.None, Relay.TryStart());
    }

    public UdpRelay Relay { get; }

    /// <summary>Sends that many datagrams, and gives the numbers of those that came, in their order; negative when spoiled.</summary>
    public List<int> Pass(int count, int length = 64)
    {
        var came = new List<int>();
        var relay = UdpPeer.Of(Relay.EndPoint);
        var before = Relay.Status.Up;
        Span<byte> datagram = stackalloc byte[length];
        datagram.Clear();
        for (var number = 1; number <= count; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(datagram, number);
            Assert.Null(_client.SendTo(datagram, relay));
            if (number % 32 != 0 && number != count)
                continue;
            while (Relay.Status.Up.Received - before.Received < number)
                Take(came, length);
        }

        var started = TimeProvider.System.GetTimestamp();
        while (!IsOver(came.Count, before.Forwarded))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "What was forwarded does not come.");
            Take(came, length);
        }

        return came;
    }

    private bool IsOver(int came, long before) => Relay.Status.Up is { Waiting: 0 } up && up.Forwarded - before == came;

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        _client.Dispose();
        _target.Dispose();
    }

    private void Take(List<int> came, int length)
    {
        Span<byte> buffer = stackalloc byte[2048];
        if (!_target.TryReceive(buffer, out var arrival, out _))
            return;
        Assert.Equal(length, arrival.Length);
        var number = BinaryPrimitives.ReadInt32BigEndian(buffer);
        var isSpoiled = number <= 0 || buffer[4..arrival.Length].IndexOfAnyExcept((byte)0) >= 0;
        came.Add(isSpoiled ? -1 : number);
    }
}
