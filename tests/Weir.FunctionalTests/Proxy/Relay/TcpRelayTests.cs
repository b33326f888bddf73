using System.Net;
using System.Net.Sockets;
using Weir.Measurements.Units;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Tcp;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Proxy.Relay;

public sealed class TcpRelayTests
{
    [Fact]
    public async Task Bytes_pass_whole_and_an_end_of_one_direction_leaves_the_other_open()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        await using var relay = Start(
            (IPEndPoint)target.LocalEndpoint,
            new ImpairmentOptions { Delay = TimeSpan.FromMilliseconds(2) }
        );
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(relay.EndPoint, limit.Token);
        using var server = await target.AcceptTcpClientAsync(limit.Token);
        var sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        var sending = client.GetStream().WriteAsync(sent, limit.Token).AsTask();
        var got = new byte[sent.Length];
        await server.GetStream().ReadExactlyAsync(got, limit.Token);
        await sending;
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await server.GetStream().ReadAsync(new byte[1], limit.Token));
        await server.GetStream().WriteAsync("late"u8.ToArray(), limit.Token);
        var late = new byte[4];
        await client.GetStream().ReadExactlyAsync(late, limit.Token);

        Assert.Equal(sent, got);
        Assert.Equal("late"u8.ToArray(), late);
        Assert.Equal(sent.Length, relay.Status.Up.Bytes);
    }

    [Fact]
    public async Task A_target_that_refuses_resets_the_client()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        var refusing = (IPEndPoint)target.LocalEndpoint;
        target.Stop();
        await using var relay = Start(refusing, ImpairmentOptions.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(relay.EndPoint, limit.Token);

        var fault = await Assert.ThrowsAsync<IOException>(async () =>
            await client.GetStream().ReadExactlyAsync(new byte[1], limit.Token)
        );
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(fault.InnerException).SocketErrorCode);
        Assert.Equal(1, relay.Status.Refused);
    }

    [Fact]
    public async Task A_target_that_does_not_read_holds_its_client_back()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        await using var relay = Start(
            (IPEndPoint)target.LocalEndpoint,
            new ImpairmentOptions { Bandwidth = new BitRate(1e9) }
        );
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(relay.EndPoint, limit.Token);
        var sending = client.GetStream().WriteAsync(new byte[200_000_000], limit.Token).AsTask();
        while (relay.Status.Up.Waiting < 1_000_000)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);

        Assert.InRange(relay.Status.Up.Waiting, 1_000_000, 64L << 20);
        Assert.False(sending.IsCompleted);
    }

    private static TcpRelay Start(IPEndPoint target, ImpairmentOptions options)
    {
        var relay = new TcpRelay(
            new RelayOptions(new IPEndPoint(IPAddress.Loopback, 0), target)
            {
                Protocol = RelayProtocol.Tcp,
                Impairment = new RelayImpairment(options, options, 1),
            },
            TimeProvider.System
        );
        Assert.Equal(ListenFailure.None, relay.TryStart());
        return relay;
    }
}
