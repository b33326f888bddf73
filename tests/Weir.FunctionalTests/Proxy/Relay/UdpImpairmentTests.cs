using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Testing.Time;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Proxy.Relay;

public sealed class UdpImpairmentTests
{
    private const int Packets = 4000;

    [Fact]
    public async Task Without_impairment_everything_comes_in_its_order()
    {
        await using var path = new RelayedPath(RelayImpairment.None);

        Assert.Equal(Enumerable.Range(1, Packets), path.Pass(Packets));
    }

    [Fact]
    public async Task What_is_lost_is_counted_and_as_much_as_asked_for()
    {
        await using var path = new RelayedPath(Up(new ImpairmentOptions { Loss = 0.1 }));
        var came = path.Pass(Packets);

        Assert.Equal(Packets - came.Count, path.Relay.Status.Up.Lost);
        // Four deviations of a binomial count.
        Assert.InRange(path.Relay.Status.Up.Lost, 400 - 76, 400 + 76);
    }

    [Fact]
    public async Task Copies_are_as_many_as_counted()
    {
        await using var path = new RelayedPath(Up(new ImpairmentOptions { Duplicate = 0.05 }));
        var came = path.Pass(Packets);

        Assert.Equal(came.Count - came.Distinct().Count(), path.Relay.Status.Up.Duplicated);
        Assert.InRange(path.Relay.Status.Up.Duplicated, 200 - 56, 200 + 56);
    }

    [Fact]
    public async Task What_is_overtaken_is_counted_and_all_of_it_comes()
    {
        await using var path = new RelayedPath(Up(new ImpairmentOptions { Reorder = 0.2 }));
        var came = path.Pass(Packets);

        Assert.Equal(Enumerable.Range(1, Packets), came.Order());
        Assert.Equal(Late(came), path.Relay.Status.Up.Reordered);
        Assert.InRange(path.Relay.Status.Up.Reordered, 800 - 102, 800 + 102);
    }

    [Fact]
    public async Task Spoiled_ones_are_as_many_as_counted()
    {
        await using var path = new RelayedPath(Up(new ImpairmentOptions { Corrupt = 0.05 }));
        var came = path.Pass(Packets);

        Assert.Equal(Packets, came.Count);
        // A wrong bit of the number itself makes another number of it.
        Assert.Equal(came.Where((number, i) => number != i + 1).Count(), path.Relay.Status.Up.Corrupted);
        Assert.InRange(path.Relay.Status.Up.Corrupted, 200 - 56, 200 + 56);
    }

    [Fact]
    public async Task All_at_once_adds_up()
    {
        var options = new ImpairmentOptions
        {
            Loss = 0.1,
            LossBurst = 3,
            Duplicate = 0.1,
            Reorder = 0.1,
            Corrupt = 0.1,
            Delay = TimeSpan.FromMilliseconds(2),
            DelayJitter = TimeSpan.FromMilliseconds(1),
        };
        await using var path = new RelayedPath(Up(options));
        var came = path.Pass(Packets);

        var up = path.Relay.Status.Up;
        Assert.Equal(Packets, up.Received);
        Assert.Equal(up.Received + up.Duplicated, up.Forwarded + up.Lost);
        Assert.Equal(came.Count, up.Forwarded);
    }

    [Fact]
    public async Task A_change_while_it_runs_is_for_what_comes_from_then_on()
    {
        await using var path = new RelayedPath(RelayImpairment.None);
        Assert.Equal(100, path.Pass(100).Count);
        path.Relay.Impairment = Up(new ImpairmentOptions { Loss = 1 });
        Assert.Empty(path.Pass(100));
        path.Relay.Impairment = RelayImpairment.None;

        Assert.Equal(100, path.Pass(100).Count);
    }

    [Fact]
    public async Task What_waits_is_bounded_in_bytes()
    {
        await using var path = new RelayedPath(
            Up(new ImpairmentOptions { Delay = TimeSpan.FromSeconds(1) }),
            options => options with { MostQueued = new(100_000) }
        );
        var came = path.Pass(Packets, 1000);

        Assert.InRange(came.Count, 50, Packets - 1);
        Assert.Equal(Packets - came.Count, path.Relay.Status.Up.QueueDropped);
    }

    [Fact]
    public async Task A_datagram_departs_when_its_delay_is_over()
    {
        var time = new ManualTimeProvider();
        using var target = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var relay = new UdpRelay(
            new RelayOptions(new IPEndPoint(IPAddress.Loopback, 0), (IPEndPoint)target.Client.LocalEndPoint!)
            {
                Impairment = Up(new ImpairmentOptions { Delay = TimeSpan.FromSeconds(20) }),
            },
            time
        );
        Assert.Equal(ListenFailure.None, relay.TryStart());
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var sentAt = time.GetUtcNow();
        await client.SendAsync(Encoding.ASCII.GetBytes("x"), relay.EndPoint, TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (relay.Status.Up.Waiting == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
        await time.AdvanceUntilAsync(target.ReceiveAsync(limit.Token).AsTask(), TimeSpan.FromSeconds(1));

        Assert.True(time.GetUtcNow() - sentAt >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Datagrams_of_any_length_and_content_pass_and_end_nothing()
    {
        await using var path = new RelayedPath(
            new RelayImpairment(
                new ImpairmentOptions
                {
                    Corrupt = 0.5,
                    Duplicate = 0.2,
                    Reorder = 0.2,
                },
                ImpairmentOptions.None,
                1
            )
        );
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var datagram = new byte[i % 100 == 0 ? 65_507 : random.Next(1500)];
            random.NextBytes(datagram);
            await client.SendAsync(datagram, path.Relay.EndPoint, TestContext.Current.CancellationToken);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (path.Relay.Status.Up is { Received: 0 } or { Waiting: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        path.Relay.Impairment = RelayImpairment.None;
        var seen = path.Relay.Status.Up;
        await client.SendAsync(new byte[1], path.Relay.EndPoint, TestContext.Current.CancellationToken);
        while (path.Relay.Status.Up.Forwarded == seen.Forwarded)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }

    private static RelayImpairment Up(ImpairmentOptions options) => new(options, ImpairmentOptions.None, Seed: 7);

    /// <summary>Those that come after one with a higher number (RFC 4737 section 3.3).</summary>
    private static int Late(List<int> numbers)
    {
        var (late, next) = (0, 0);
        foreach (var number in numbers)
        {
            if (number < next)
                late++;
            else
                next = number + 1;
        }

        return late;
    }
}
