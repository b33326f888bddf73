using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Weir.FunctionalTests.Clients;
using Weir.Transport.Blocking;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>What comes and goes after the handshake, and how it ends.</summary>
public sealed class ExchangeTests
{
    private const int Asked = 70_001;

    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(3_000_001);

    public static TheoryData<bool> Both => ClientEnd.Both;

    public static MatrixTheoryData<bool, SslProtocols, int> Ways =>
        new([true, false], [SslProtocols.Tls12, SslProtocols.Tls13], [1 << 18, 100_003, 777]);

    [Theory, MemberData(nameof(Ways))]
    public async Task Bytes_arrive_as_they_were_sent(bool isOpenSsl, SslProtocols version, int atOnce)
    {
        var asked = new byte[Asked];
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await ssl.ReadExactlyAsync(asked, end);
                // In pieces that do not fill their records.
                for (var sent = 0; sent < Content.Length; sent += 40_003)
                    await ssl.WriteAsync(Content.AsMemory(sent, Math.Min(40_003, Content.Length - sent)), end);
                await EndAsync(ssl, end);
            },
            versions: version
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        Assert.Null(channel.Write(Content.AsSpan(0, Asked)));
        var (bytes, fault) = ClientEnd.ReadAll(channel, atOnce);

        Assert.Null(fault);
        Assert.Equal(Content, bytes);
        Assert.Equal(Content[..Asked], asked);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task End_that_TLS_does_not_announce_is_a_fault(bool isOpenSsl)
    {
        await using var peer = TlsPeer.Start(
            async (ssl, socket, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                socket.Shutdown(SocketShutdown.Send);
                await ssl.CopyToAsync(Stream.Null, end);
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        var (bytes, fault) = ClientEnd.ReadAll(channel);

        Assert.Equal(Content[..Asked], bytes);
        Assert.Equal(FaultKind.Reset, fault?.Kind);
        Assert.Contains("without the end that TLS announces", fault!.Reason, StringComparison.Ordinal);
        Assert.Equal(fault, channel.Read(new byte[1]).Fault);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Reset_in_the_middle_is_a_fault(bool isOpenSsl)
    {
        var seen = new TaskCompletionSource();
        await using var peer = TlsPeer.Start(
            async (ssl, socket, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                await seen.Task.WaitAsync(end);
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        var buffer = new byte[Asked];
        for (var got = 0; got < Asked; )
            got += Some(channel.Read(buffer));
        seen.SetResult();

        Assert.Equal((FaultKind.Reset, "the connection was reset"), Told(channel.Read(buffer).Fault));
        Assert.Equal(FaultKind.Reset, channel.Read(buffer).Fault?.Kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Writing_to_a_dead_connection_is_a_fault_and_no_more(bool isOpenSsl)
    {
        await using var peer = TlsPeer.Start(
            (_, socket, _) =>
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
                return Task.CompletedTask;
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        NetworkFault? fault = null;
        await Eventually.HoldsAsync(() => (fault = channel.Write("more"u8)) is not null);

        Assert.Equal(FaultKind.Reset, fault?.Kind);
        Assert.Equal(FaultKind.Reset, channel.Write("more"u8)?.Kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Byte_that_changed_on_the_way_is_a_fault(bool isOpenSsl)
    {
        await using var peer = TlsPeer.Start(
            async (ssl, socket, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                // application_data (RFC 8446 5.2), but nothing that anybody has encrypted.
                await socket.SendAsync((byte[])[23, 3, 3, 0, 100, .. new byte[100]], end);
                await ssl.CopyToAsync(Stream.Null, end);
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        var (bytes, fault) = ClientEnd.ReadAll(channel);

        Assert.Equal(Content[..Asked], bytes);
        Assert.Equal((FaultKind.Reset, "what came was not what TLS had agreed on"), Told(fault));
        Assert.Equal(fault, channel.Read(new byte[1]).Fault);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Read_that_ran_out_of_time_may_be_made_again(bool isOpenSsl)
    {
        var go = new TaskCompletionSource();
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await go.Task.WaitAsync(end);
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                await EndAsync(ssl, end);
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        channel.SetReadTimeout(TimeSpan.FromMilliseconds(50));
        for (var tries = 0; tries < 3; tries++)
            Assert.Equal(FaultKind.TimedOut, channel.Read(new byte[100]).Fault?.Kind);
        channel.SetReadTimeout(ClientEnd.Patience);
        go.SetResult();

        var (bytes, fault) = ClientEnd.ReadAll(channel);
        Assert.Null(fault);
        Assert.Equal(Content[..Asked], bytes);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Half_a_record_is_waited_for_and_lost_to_no_time_out(bool isOpenSsl)
    {
        using var relay = new HalfRecords();
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, 10_000), end);
                await EndAsync(ssl, end);
            }
        );
        relay.Begin(peer.Port);
        using var channel = ClientEnd.Open(isOpenSsl, relay.Port, ClientEnd.Anybody, out var fault)!;
        Assert.Null(fault);
        channel.SetReadTimeout(TimeSpan.FromMilliseconds(50));
        Assert.Equal(FaultKind.TimedOut, channel.Read(new byte[20_000]).Fault?.Kind);
        relay.GoOn();
        channel.SetReadTimeout(ClientEnd.Patience);

        (var bytes, fault) = ClientEnd.ReadAll(channel);
        Assert.Null(fault);
        Assert.Equal(Content[..10_000], bytes);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Interrupting_ends_a_read_that_waits(bool isOpenSsl)
    {
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                await ssl.CopyToAsync(Stream.Null, end);
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        var reading = Task.Run(() => ClientEnd.ReadAll(channel), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        channel.Interrupt();

        var (bytes, fault) = await reading;
        Assert.Equal(Content[..bytes.Length], bytes);
        Assert.Equal(FaultKind.Interrupted, fault?.Kind);
        Assert.Equal(FaultKind.Interrupted, channel.Read(new byte[1]).Fault?.Kind);
        Assert.Equal(FaultKind.Interrupted, channel.Write(new byte[1])?.Kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Leaving_is_announced(bool isOpenSsl)
    {
        var ended = new TaskCompletionSource<int>();
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) => ended.SetResult(await ssl.ReadAsync(new byte[1], end))
        );
        ClientEnd.Open(isOpenSsl, peer).Dispose();

        Assert.Equal(0, await ended.Task);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Bytes_that_nobody_has_read_are_seen(bool isOpenSsl)
    {
        var go = new TaskCompletionSource();
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await ssl.WriteAsync(Content.AsMemory(0, 100), end);
                await go.Task.WaitAsync(end);
                await ssl.WriteAsync(Content.AsMemory(0, Asked), end);
                await ssl.CopyToAsync(Stream.Null, end);
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);
        var buffer = new byte[Asked];
        for (var got = 0; got < 100; )
            got += Some(channel.Read(buffer));
        Assert.Equal((false, true), (channel.HasUnread, channel.IsQuiet));
        go.SetResult();
        await Eventually.HoldsAsync(() => channel.HasUnread);
        Assert.False(channel.IsQuiet);
        // Some of the record is out, the rest waits inside.
        Assert.Equal(7, Some(channel.Read(buffer.AsSpan(0, 7))));
        Assert.True(channel.HasUnread);

        channel.Dispose();
        Assert.False(channel.IsQuiet);
        Assert.Equal(FaultKind.Interrupted, channel.Read(buffer).Fault?.Kind);
    }

    private static int Some(Transferred read)
    {
        Assert.Null(read.Fault);
        return read.Bytes;
    }

    private static (FaultKind?, string?) Told(NetworkFault? fault) => (fault?.Kind, fault?.Reason);

    /// <summary>Says that it is through, and waits for the client to say the same.</summary>
    private static async Task EndAsync(SslStream ssl, CancellationToken end)
    {
        await ssl.ShutdownAsync();
        await ssl.CopyToAsync(Stream.Null, end);
    }
}
