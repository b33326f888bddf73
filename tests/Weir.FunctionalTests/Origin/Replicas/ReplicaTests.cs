using System.Net.Sockets;
using Weir.FunctionalTests.Clients;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;
using Weir.Testing.Files;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Origin.Replicas;

public class ReplicaTests
{
    protected virtual bool IsTls => false;

    /// <summary>More than kernels hold between server and a client that does not read.</summary>
    private static readonly TestContent Large = new(64 * 1024 * 1024);

    /// <summary>What may come after a pause: unsent bytes, what is under way, and the client's receive buffer.</summary>
    private const int InKernels = 16 * 1024 * 1024;

    [Fact]
    public async Task Paused_replica_hands_nothing_more_to_the_kernel()
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/large");
        var begin = await ReadHeadAndAsync(client, 1_000_000);
        await origin.First.ActAsync(ReplicaAct.Pause);
        var handed = origin.First.Status.Bytes;
        Assert.InRange(handed, 1_000_000, Large.Size - 1);

        // All that was handed over arrives, and then nothing: the server counts no byte more.
        var held = await client.ReadBodyAsync((int)handed - begin.Length);
        Assert.Equal(0, client.Socket.Available);
        Assert.Equal(handed, origin.First.Status.Bytes);
        Assert.InRange(held.Length, 0, InKernels);
        Assert.Equal(1, origin.First.Status.Clients);

        await origin.First.ActAsync(ReplicaAct.Resume);
        var rest = await client.ReadBodyAsync(Large.Size - (int)handed);
        Assert.True(Large.Bytes.Span.SequenceEqual((byte[])[.. begin, .. held, .. rest]));
        Assert.Equal(Large.Size, origin.First.Status.Bytes);
    }

    [Fact]
    public async Task Paused_replica_accepts_and_holds()
    {
        await using var origin = await StartAsync();
        await origin.First.ActAsync(ReplicaAct.Pause);
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/small");
        var answer = client.ReadAsync();
        using var second = await origin.ConnectAsync();
        await second.GetAsync("/small");
        await Eventually.HoldsAsync(() => origin.First.Status.Requests == 2);
        Assert.False(answer.IsCompleted);
        await origin.First.ActAsync(ReplicaAct.Resume);
        Assert.Equal("small", (await answer).Text);
        Assert.Equal("small", (await second.ReadAsync()).Text);
    }

    [Fact]
    public async Task Stopped_replica_resets_its_clients_and_refuses()
    {
        await using var origin = await StartAsync(replicas: 2);
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/large");
        await ReadHeadAndAsync(client, 1000);
        await origin.First.ActAsync(ReplicaAct.Stop);
        Assert.InRange(await client.ReadUntilResetAsync(), 0, Large.Size - 1001);
        var error = await Assert.ThrowsAsync<SocketException>(() => origin.ConnectAsync());
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        Assert.Equal(0, origin.First.Status.Clients);

        // The other replica does not notice.
        using var other = await origin.ConnectAsync(replica: 2);
        await other.GetAsync("/small");
        Assert.Equal("small", (await other.ReadAsync()).Text);
    }

    [Fact]
    public async Task Paused_replica_can_be_stopped()
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        await origin.First.ActAsync(ReplicaAct.Pause);
        await client.GetAsync("/small");
        await Eventually.HoldsAsync(() => origin.First.Status.Requests == 1);
        await origin.First.ActAsync(ReplicaAct.Stop);
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(ReplicaState.Stopped, origin.First.State);
    }

    [Fact]
    public async Task Started_again_replica_serves_on_the_same_port()
    {
        await using var origin = await StartAsync();
        var port = origin.EndPoint.Port;
        await origin.First.ActAsync(ReplicaAct.Stop);
        Assert.Equal(ListenFailure.None, await origin.First.ActAsync(ReplicaAct.Start));
        Assert.Equal(port, origin.EndPoint.Port);
        Assert.Equal("small", (await origin.GetAsync("/small")).Text);
    }

    [Fact]
    public async Task Acts_may_be_repeated_and_may_come_at_once()
    {
        await using var origin = await StartAsync();
        foreach (var act in new[] { ReplicaAct.Pause, ReplicaAct.Resume, ReplicaAct.Stop, ReplicaAct.Start })
        {
            await origin.First.ActAsync(act);
            await origin.First.ActAsync(act);
        }

        Assert.Equal(ReplicaState.Serving, origin.First.State);
        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => origin.First.ActAsync((ReplicaAct)(i % 4))))
        );
        await origin.First.ActAsync(ReplicaAct.Resume);
        await origin.First.ActAsync(ReplicaAct.Start);
        Assert.Equal("small", (await origin.GetAsync("/small")).Text);
    }

    [Fact]
    public async Task Port_in_use_is_a_value_that_names_it()
    {
        await using var origin = await StartAsync();
        var options = new OriginOptions { Replicas = [new ReplicaOptions(origin.EndPoint, origin.First.Root)] };
        await using var second = new OriginServer(options, TimeProvider.System);
        Assert.Equal(new OriginFailure.CannotListen(origin.EndPoint, ListenFailure.InUse), await second.StartAsync());
    }

    [Fact]
    public async Task Missing_root_is_a_value_that_names_it()
    {
        await using var origin = await StartAsync();
        var options = new OriginOptions { Replicas = [new ReplicaOptions(origin.EndPoint, "/no/such/folder")] };
        await using var second = new OriginServer(options, TimeProvider.System);
        Assert.Equal(new OriginFailure.NoRoot("/no/such/folder"), await second.StartAsync());
    }

    [Fact]
    public async Task Limited_replica_sends_what_its_rate_allows()
    {
        await using var origin = await StartAsync();
        await origin.First.SetRateAsync(BitRate.FromBytesPerSecond(20_000_000));
        var start = TimeProvider.System.GetTimestamp();
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/large");
        await ReadHeadAndAsync(client, 10_000_000);
        var sent = origin.First.Status.Bytes;
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        // Counted, not timed: however long it took, no more may have gone than the law of the bucket allows.
        var allowed = (20_000_000 * seconds) + (20_000_000 * 0.025);
        Assert.InRange(sent, 1, allowed);
    }

    [Fact]
    public async Task Lifted_limit_frees_clients_that_wait()
    {
        await using var origin = await StartAsync();
        await origin.First.SetRateAsync(BitRate.FromBytesPerSecond(1000));
        using var client = await origin.ConnectAsync();
        await client.GetAsync("/large");
        await Eventually.HoldsAsync(() => origin.First.Status.Requests == 1);
        await origin.First.SetRateAsync(null);
        var body = await ReadHeadAndAsync(client, Large.Size);
        Assert.True(Large.Bytes.Span.SequenceEqual(body));
    }

    [Fact]
    public async Task Twenty_five_clients_get_every_byte_at_once()
    {
        await using var origin = await StartAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 25)
                .Select(async _ =>
                {
                    using var client = await origin.ConnectAsync();
                    await client.GetAsync("/medium");
                    var answer = await client.ReadAsync();
                    Assert.True(Large.Bytes.Span[..4_000_000].SequenceEqual(answer.Body));
                })
        );
        // The last bytes are counted when they are gone, which the clients may know first.
        await Eventually.HoldsAsync(() => origin.First.Status is { Bytes: 25 * 4_000_000, Requests: 25 });
    }

    [Fact]
    public async Task Clients_of_a_limited_replica_share_it_evenly()
    {
        await using var origin = await StartAsync();
        await origin.First.SetRateAsync(BitRate.FromBytesPerSecond(20_000_000));
        // All begin together, and what each was sent is counted at one moment: a client may be slow to connect and to read.
        await origin.First.ActAsync(ReplicaAct.Pause);
        var received = new long[4];
        var clients = new List<RawClient>();
        for (var i = 0; i < received.Length; i++)
            clients.Add(await (await origin.ConnectAsync()).GetAsync("/large"));
        await Eventually.HoldsAsync(() => origin.First.Status.Requests == received.Length);
        await origin.First.ActAsync(ReplicaAct.Resume);
        var reading = Task.WhenAll(clients.Select(CountAsync));
        await Eventually.HoldsAsync(() => origin.First.Status.Bytes >= 48_000_000);
        await origin.First.ActAsync(ReplicaAct.Pause);
        var sent = origin.First.Status.Bytes;
        await Eventually.HoldsAsync(() => received.Sum() == sent);

        Assert.All(received, bytes => Assert.InRange(bytes, received.Max() * 2 / 3, received.Max()));
        await origin.First.ActAsync(ReplicaAct.Stop);
        await reading;
        clients.ForEach(client => client.Dispose());

        async Task CountAsync(RawClient client, int number)
        {
            await client.ReadHeadOfAsync();
            try
            {
                while (await client.ReadSomeAsync() is var count and > 0)
                    Interlocked.Add(ref received[number], count);
            }
            catch (SocketException)
            {
                // The replica has stopped.
            }
        }
    }

    [Fact]
    public async Task Replicas_may_have_roots_of_their_own()
    {
        await using var origin = await TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/name", "first"u8);
                Directory.CreateDirectory(folder["other"]);
                folder.Write("other/name", "second"u8);
            },
            replicas: 2,
            options =>
                options with
                {
                    Replicas =
                    [
                        options.Replicas[0],
                        options.Replicas[1] with
                        {
                            Root = options.Replicas[1].Root + "/../other",
                        },
                    ],
                }
        );
        using var first = await origin.ConnectAsync(1);
        using var second = await origin.ConnectAsync(2);
        await first.GetAsync("/name");
        await second.GetAsync("/name");
        Assert.Equal("first", (await first.ReadAsync()).Text);
        Assert.Equal("second", (await second.ReadAsync()).Text);
    }

    private Task<TestOrigin> StartAsync(int replicas = 1) =>
        TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/large", Large.Bytes.Span);
                folder.Write("root/medium", Large.Bytes.Span[..4_000_000]);
                folder.Write("root/small", "small"u8);
            },
            replicas,
            isTls: IsTls
        );

    /// <summary>Reads past the head, and some of the body.</summary>
    private static async Task<byte[]> ReadHeadAndAsync(RawClient client, int bytes)
    {
        await client.ReadHeadOfAsync();
        return await client.ReadBodyAsync(bytes);
    }
}

/// <summary>The same over TLS.</summary>
public sealed class ReplicaOverTlsTests : ReplicaTests
{
    protected override bool IsTls => true;
}
