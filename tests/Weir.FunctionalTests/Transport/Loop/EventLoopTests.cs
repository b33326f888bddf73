using System.Net;
using System.Net.Sockets;
using Weir.Testing.Time;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Transport.Loop;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Posts_run_on_the_loop_in_order()
    {
        using var loop = new EventLoop(TimeProvider.System, "test");
        loop.Start();
        var ran = new List<int>();
        var isCurrent = true;
        await Task.WhenAll(
            Enumerable
                .Range(0, 10_000)
                .Select(i =>
                    loop.RunAsync(() =>
                    {
                        ran.Add(i);
                        isCurrent &= loop.IsCurrent;
                    })
                )
        );
        Assert.Equal(Enumerable.Range(0, 10_000), ran);
        Assert.True(isCurrent);
    }

    [Fact]
    public async Task What_is_undisturbed_has_its_core_until_all_that_it_posted_has_run()
    {
        using var loop = new EventLoop(TimeProvider.System, "test");
        loop.Start();
        var seen = new List<int>();
        await loop.RunAsync(() => seen.Add(Policy()));
        Assert.True(
            loop.PostUndisturbed(
                _ =>
                {
                    seen.Add(Policy());
                    loop.Post(() => seen.Add(Policy()));
                },
                null
            )
        );
        // Behind the post that gives the priority back.
        await loop.RunAsync(() => { });
        await loop.RunAsync(() => { });
        await loop.RunAsync(() => seen.Add(Policy()));

        var isAllowed = seen[1] != 0;
        Assert.Equal(isAllowed ? [0, 2, 2, 0] : [0, 0, 0, 0], seen);
    }

    /// <summary>SCHED_OTHER 0, SCHED_RR 2: proc(5), field 41 of stat, the 39th behind the name.</summary>
    private static int Policy() =>
        int.Parse(
            File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[38],
            System.Globalization.CultureInfo.InvariantCulture
        );

    [Fact]
    public async Task Posts_of_many_threads_all_wake_it()
    {
        using var loop = new EventLoop(TimeProvider.System, "test");
        loop.Start();
        var count = 0;
        await Parallel.ForAsync(
            0,
            20_000,
            TestContext.Current.CancellationToken,
            async (_, _) => await loop.RunAsync(() => count++)
        );
        Assert.Equal(20_000, count);
    }

    [Fact]
    public async Task Timer_follows_the_clock_it_was_given()
    {
        var time = new ManualTimeProvider();
        using var loop = new EventLoop(time, "test");
        loop.Start();
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.RunAsync(() => loop.CreateTimer(fired.SetResult).Set(loop.Now + TimeSpan.FromHours(1)));
        time.Advance(TimeSpan.FromMinutes(59));
        await loop.RunAsync(() => { });
        Assert.False(fired.Task.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await fired.Task;
    }

    [Fact]
    public async Task Ended_loop_takes_no_posts()
    {
        var loop = new EventLoop(TimeProvider.System, "test");
        loop.Start();
        loop.Dispose();
        Assert.False(loop.Post(() => { }));
        await loop.RunAsync(() => Assert.Fail("It has ended."));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task Listener_accepts_with_the_options_that_connections_need(string address)
    {
        using var loops = new LoopGroup(TimeProvider.System, 2);
        var accepted = new TaskCompletionSource<LoopSocket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var local = new IPEndPoint(IPAddress.Parse(address), 0);
        Assert.Equal(ListenFailure.None, Listener.TryOpen(local, loops, accepted.SetResult, out var listener));
        using var client = new TcpClient(AddressFamily.InterNetworkV6) { Client = { DualMode = true } };
        var target = local.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : local.Address;
        await client.ConnectAsync(target, listener!.EndPoint.Port, TestContext.Current.CancellationToken);
        var socket = await accepted.Task;
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, socket.Remote.Port);
        await socket.Loop.RunAsync(() =>
        {
            Assert.True(socket.IsNoDelay);
            Assert.Equal(Listener.UnsentLowWater, socket.UnsentLowWater);
            Assert.True(socket.TryReadTcpInfo(out var facts));
            Assert.NotNull(facts.Rtt);
            socket.Close();
        });
        await listener.CloseAsync();
    }

    [Fact]
    public void Port_in_use_is_a_value()
    {
        using var loops = new LoopGroup(TimeProvider.System, 1);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var failure = Listener.TryOpen((IPEndPoint)other.LocalEndpoint, loops, _ => { }, out var listener);
        Assert.Equal(ListenFailure.InUse, failure);
        Assert.Null(listener);
    }

    [Fact]
    public void Address_of_another_machine_is_a_value()
    {
        using var loops = new LoopGroup(TimeProvider.System, 1);
        var elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        Assert.Equal(ListenFailure.NoSuchAddress, Listener.TryOpen(elsewhere, loops, _ => { }, out _));
    }
}
