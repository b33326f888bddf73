using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.FunctionalTests.Clients;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Serving;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

/// <summary>Clients that leave large bodies unread which nobody keeps, more of them than there are threads for fills.</summary>
public sealed class SlowReaderTests
{
    private const int Threads = 2;
    private const int Readers = 8;

    private static readonly Misbehaviour NoStore = With("Cache-Control: no-store");

    /// <summary>Longer than what the kernel takes for a client that does not read.</summary>
    private static readonly TestContent Large = new(8_000_000);

    [Fact]
    public async Task Slow_readers_hold_up_nobody_else_and_get_all_bytes()
    {
        await using var proxy = Start();
        using var slow = await Slow.ConnectAsync(proxy);

        for (var i = 0; i < Threads + 1; i++)
            Assert.Equal("content", (await proxy.GetAsync("/small")).Text);
        // The origin may be silent for less; that the clients are is not its fault.
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        foreach (var digest in await Task.WhenAll(slow.Clients.Select(DigestAsync)))
            Assert.Equal(Large.Sha256, digest);
        await proxy.WaitUntilAsync(status => status.Memory.Bytes == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slow_readers_that_leave_let_go_of_what_was_held_for_them(bool isReset)
    {
        await using var proxy = Start();
        using var slow = await Slow.ConnectAsync(proxy);

        foreach (var client in slow.Clients)
        {
            if (isReset)
                client.Socket.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }

        await AssertReleasedAsync(proxy);
        Assert.Equal("content", (await proxy.GetAsync("/small")).Text);
    }

    [Fact]
    public async Task Readers_that_stand_still_run_into_their_time_out()
    {
        await using var proxy = Start();
        using var slow = await Slow.ConnectAsync(proxy);

        await proxy.Time.AdvanceUntilAsync(AssertReleasedAsync(proxy), TimeSpan.FromSeconds(1));

        foreach (var client in slow.Clients)
            Assert.InRange(await client.ReadUntilResetAsync(), 0, Large.Size - 1);
    }

    [Fact]
    public async Task One_that_stands_still_leaves_its_thread_to_one_that_reads_on()
    {
        await using var proxy = Start();
        using var slow = await Slow.ConnectAsync(proxy);

        Assert.Equal(Large.Sha256, await DigestAsync(slow.Clients[^1]));
        Assert.Equal(Large.Sha256, await DigestAsync(slow.Clients[0]));
    }

    [Fact]
    public async Task The_proxy_ends_while_readers_are_behind()
    {
        await using var proxy = Start();
        using var slow = await Slow.ConnectAsync(proxy);

        await proxy.Server.DisposeAsync();

        await AssertReleasedAsync(proxy);
    }

    [Fact]
    public async Task Slow_readers_leave_memory_for_everybody_else()
    {
        // Full windows for all of them would be twice as much.
        await using var proxy = Start(memory: Readers / 2 * new ByteSize(GrowingBody.Window));
        using var slow = await Slow.ConnectAsync(proxy, _ => true);
        for (var sent = -1L; sent != (sent = proxy.Origin.BodyBytesSent); )
            await Task.Delay(
                TimeSpan.FromMilliseconds(300),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );

        for (var i = 0; i < Threads + 1; i++)
            Assert.Equal("content", (await proxy.GetAsync("/small")).Text);
        foreach (var digest in await Task.WhenAll(slow.Clients.Select(DigestAsync)))
            Assert.Equal(Large.Sha256, digest);
        await proxy.WaitUntilAsync(status => status.Memory.Bytes == 0);
    }

    private static TestProxy Start(ByteSize? memory = null) =>
        new(
            request => request.Target == "/small" ? NoStore : NoStore with { Content = Large.Bytes },
            change: options =>
                options with
                {
                    Store = new StoreLimits { Memory = memory ?? 256 * ByteSize.MiB },
                    UpstreamOptions = options.UpstreamOptions with
                    {
                        MostFetches = Threads,
                        BodyTimeout = TimeSpan.FromSeconds(15),
                    },
                }
        );

    private static async Task<bool> AssertReleasedAsync(TestProxy proxy)
    {
        await proxy.WaitUntilAsync(status => status is { Clients: 0, Memory.Bytes: 0 });
        await Eventually.HoldsAsync(() => proxy.Server.Upstreams[0].Busy == 0);
        await proxy.Origin.WaitUntilAsync(origin => origin.OpenConnections == 0);
        return true;
    }

    private static async Task<string> DigestAsync(RawClient client) =>
        Convert.ToHexStringLower(SHA256.HashData(await client.ReadBodyAsync((int)Large.Size)));

    /// <summary>Clients that have read the head of their answer, and for whom the proxy holds what it may.</summary>
    private sealed class Slow : IDisposable
    {
        public List<RawClient> Clients { get; } = [];

        public static async Task<Slow> ConnectAsync(TestProxy proxy, Func<ProxyStatus, bool>? holds = null)
        {
            var slow = new Slow();
            for (var i = 0; i < Readers; i++)
            {
                var client = await proxy.ConnectAsync(receiveBuffer: 8192);
                slow.Clients.Add(client);
                await client.GetAsync($"/large{i}");
                await client.ReadHeadOfAsync();
            }

            await proxy.WaitUntilAsync(holds ?? (status => status.Memory.Bytes == Readers * GrowingBody.Window));
            return slow;
        }

        public void Dispose() => Clients.ForEach(client => client.Dispose());
    }
}
