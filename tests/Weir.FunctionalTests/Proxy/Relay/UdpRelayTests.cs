using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Testing.Time;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Proxy.Relay;

public sealed class UdpRelayTests : IDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private readonly UdpClient _target = new(AnyPort);
    private readonly ManualTimeProvider _time = new();

    private IPEndPoint Target => (IPEndPoint)_target.Client.LocalEndPoint!;

    public void Dispose() => _target.Dispose();

    [Fact]
    public async Task Each_client_gets_the_replies_to_its_own_datagrams()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target));
        using var one = new UdpClient(AnyPort);
        using var two = new UdpClient(AnyPort);
        await SendAsync(one, relay, "one");
        await SendAsync(two, relay, "two");
        for (var i = 0; i < 2; i++)
        {
            var asked = await ReceiveAsync(_target);
            await _target.SendAsync(
                Encoding.ASCII.GetBytes("re: " + Encoding.ASCII.GetString(asked.Buffer)),
                asked.RemoteEndPoint,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Equal("re: one", await TextAsync(one));
        Assert.Equal("re: two", await TextAsync(two));
        Assert.Equal(2, relay.Status.Sessions);
        Assert.Equal(2, relay.Status.Up.Forwarded);
    }

    [Fact]
    public async Task Nobody_but_the_target_reaches_a_client()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target));
        using var client = new UdpClient(AnyPort);
        await SendAsync(client, relay, "ask");
        var session = (await ReceiveAsync(_target)).RemoteEndPoint;
        using var stranger = new UdpClient(AnyPort);
        await stranger.SendAsync("forged"u8.ToArray(), session, TestContext.Current.CancellationToken);
        await _target.SendAsync("true"u8.ToArray(), session, TestContext.Current.CancellationToken);

        Assert.Equal("true", await TextAsync(client));
    }

    [Fact]
    public async Task A_session_ends_when_nothing_moves_in_it()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target) { IdleTimeout = TimeSpan.FromSeconds(10) });
        using var client = new UdpClient(AnyPort);
        await SendAsync(client, relay, "1");
        var first = (await ReceiveAsync(_target)).RemoteEndPoint;
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, relay.Status.Sessions);
        _time.Advance(TimeSpan.FromSeconds(9));
        await WaitUntilAsync(() => relay.Status.Sessions == 0);
        await SendAsync(client, relay, "2");

        Assert.NotEqual(first, (await ReceiveAsync(_target)).RemoteEndPoint);
    }

    [Fact]
    public async Task Clients_beyond_the_bound_are_dropped_and_counted()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target) { MostSessions = 1 });
        using var one = new UdpClient(AnyPort);
        using var two = new UdpClient(AnyPort);
        await SendAsync(one, relay, "one");
        await ReceiveAsync(_target);
        await SendAsync(two, relay, "two");
        await SendAsync(one, relay, "again");

        Assert.Equal("again", Encoding.ASCII.GetString((await ReceiveAsync(_target)).Buffer));
        Assert.Equal(1, relay.Status.Refused);
    }

    [Fact]
    public async Task A_target_that_does_not_listen_ends_nothing()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target));
        using var client = new UdpClient(AnyPort);
        var port = Target.Port;
        _target.Dispose();
        for (var i = 0; i < 3; i++)
            await SendAsync(client, relay, "lost");
        await WaitUntilAsync(() => relay.Status.Up.Unsent > 0);
        using var late = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        await SendAsync(client, relay, "there");

        // One of those before may have been on its way still.
        string text;
        do text = await TextAsync(late);
        while (text == "lost");
        Assert.Equal("there", text);
    }

    [Fact]
    public async Task Clients_that_answered_nothing_make_room_after_a_second()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target) { MostSessions = 1 });
        using var one = new UdpClient(AnyPort);
        using var two = new UdpClient(AnyPort);
        await SendAsync(one, relay, "one");
        await ReceiveAsync(_target);
        _time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(two, relay, "two");

        Assert.Equal("two", await TextAsync(_target));
        Assert.Equal(1, relay.Status.Sessions);
    }

    [Fact]
    public async Task A_flood_from_many_ports_opens_a_bounded_number_of_sessions()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target) { MostSessions = 8 });
        for (var i = 0; i < 100; i++)
        {
            using var client = new UdpClient(AnyPort);
            await SendAsync(client, relay, "flood");
        }

        await WaitUntilAsync(() => relay.Status.Refused + relay.Status.Up.Received == 100);
        Assert.Equal(8, relay.Status.Sessions);
    }

    [Fact]
    public async Task A_client_that_answers_nothing_gets_no_multiple_of_what_it_sent()
    {
        await using var relay = Start(new RelayOptions(AnyPort, Target));
        using var client = new UdpClient(AnyPort);
        await SendAsync(client, relay, "0123456789");
        var session = (await ReceiveAsync(_target)).RemoteEndPoint;
        for (var i = 0; i < 10; i++)
            await _target.SendAsync(new byte[10], session, TestContext.Current.CancellationToken);

        await WaitUntilAsync(() => relay.Status.Down.Received == 10);
        await WaitUntilAsync(() => relay.Status.Down.Capped + relay.Status.Down.Forwarded == 10);
        Assert.Equal(3, relay.Status.Down.Forwarded);
        Assert.Equal(30, relay.Status.Down.Bytes);
    }

    [Fact]
    public async Task A_port_in_use_is_told()
    {
        await using var relay = new UdpRelay(new RelayOptions(Target, Target), _time);

        Assert.Equal(ListenFailure.InUse, relay.TryStart());
    }

    private UdpRelay Start(RelayOptions options)
    {
        var relay = new UdpRelay(options, _time);
        Assert.Equal(ListenFailure.None, relay.TryStart());
        return relay;
    }

    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
    }

    private static async Task SendAsync(UdpClient client, UdpRelay relay, string text) =>
        await client.SendAsync(Encoding.ASCII.GetBytes(text), relay.EndPoint, TestContext.Current.CancellationToken);

    private static async Task<UdpReceiveResult> ReceiveAsync(UdpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        return await client.ReceiveAsync(limit.Token);
    }

    private static async Task<string> TextAsync(UdpClient client) =>
        Encoding.ASCII.GetString((await ReceiveAsync(client)).Buffer);
}
