using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Origin;

public sealed class TlsTests
{
    private static readonly TestContent Large = new(8 * 1024 * 1024);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_are_spoken_with_ALPN(SslProtocols version)
    {
        await using var origin = await StartAsync();
        await using var stream = await ConnectAsync(origin, version);
        Assert.Equal(version, stream.SslProtocol);
        Assert.Equal(SslApplicationProtocol.Http11, stream.NegotiatedApplicationProtocol);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orderly_end_says_close_notify_behind_the_whole_body()
    {
        await using var origin = await StartAsync();
        await using var stream = await ConnectAsync(origin);
        await stream.WriteAsync(
            "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(),
            TestContext.Current.CancellationToken
        );
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        Assert.True(all.ToArray().AsSpan().EndsWith(Large.Bytes.Span));
    }

    [Fact]
    public async Task Request_in_the_clear_is_told_to_use_https()
    {
        await using var origin = await StartAsync();
        using var client = await RawClient.ConnectAsync(origin.EndPoint);
        var answer = await (await client.GetAsync("/small")).ReadAsync();
        Assert.Equal(400, answer.Status);
        Assert.Contains("https://", answer.Text, StringComparison.Ordinal);
        Assert.True(await client.IsClosedAsync());
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 421)]
    public async Task An_absolute_target_for_TLS_is_answered_over_TLS_alone(bool isTls, int status)
    {
        await using var origin = await StartAsync(isTls);
        Assert.Equal(status, (await origin.GetAsync("https://weir.test/small")).Status);
        Assert.Equal(200, (await origin.GetAsync("http://weir.test/small")).Status);
    }

    [Fact]
    public async Task Handshakes_never_have_more_threads_than_they_may()
    {
        var server = new TlsServer(TestCertificate.Localhost);
        await using var origin = await TestOrigin.StartAsync(
            at => at.Write("root/small", "small"u8),
            change: options => options with { Tls = server }
        );
        var streams = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ConnectAsync(origin)));
        Assert.InRange(server.Handshakes.Threads, 0, Environment.ProcessorCount);
        foreach (var stream in streams)
        {
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(stream), StringComparison.Ordinal);
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task Handshake_at_a_port_in_the_clear_is_refused()
    {
        await using var origin = await StartAsync(isTls: false);
        using var client = await RawClient.ConnectAsync(origin.EndPoint);
        await client.SendAsync("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_and_half_open_handshakes_hold_nobody_up()
    {
        await using var origin = await StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 100; i++)
            clients.Add(await RawClient.ConnectAsync(origin.EndPoint));
        foreach (var client in clients.Take(50))
            await client.SendAsync("\u0016\u0003\u0001\u0000\u0020" + new string((char)0xE7, 32));
        await using var stream = await ConnectAsync(origin);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(stream), StringComparison.Ordinal);
        foreach (var client in clients.Take(50))
        {
            await client.ReadToEndAsync();
            client.Dispose();
        }

        await Eventually.HoldsAsync(() => origin.First.Status.Clients == 51);
        clients.ForEach(client => client.Dispose());
        await Eventually.HoldsAsync(() => origin.First.Status.Clients == 1);
    }

    [Fact]
    public async Task Handshake_may_come_byte_by_byte()
    {
        await using var origin = await StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(origin.EndPoint, TestContext.Current.CancellationToken);
        await using var slow = new ByteByByteStream(new NetworkStream(socket, ownsSocket: false));
        await using var stream = await EncryptAsync(slow, SslProtocols.Tls13);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_the_same_length_and_time_is_seen_as_another()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = TestCertificate.Write(TestCertificate.Make(), folder["."]);
        var server = new TlsServer(TlsIdentity.LoadChain(certificate, key, out _)!);
        var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new CertificateWatch(
            server,
            certificate,
            key,
            TimeProvider.System,
            _ => noted.TrySetResult()
        );
        var (time, size) = (File.GetLastWriteTimeUtc(certificate), new FileInfo(certificate).Length);
        // Garbage of the same length: that it is told of shows that it was looked at.
        await File.WriteAllBytesAsync(certificate, new byte[size], TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(certificate, time);
        await noted.Task.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Changed_files_are_used_for_new_connections_and_bad_ones_are_not()
    {
        using var folder = new TemporaryFolder();
        var first = TestCertificate.Make();
        var (certificate, key) = TestCertificate.Write(first, folder["."]);
        var server = new TlsServer(TlsIdentity.LoadChain(certificate, key, out _)!);
        var notes = new List<string>();
        using var watch = new CertificateWatch(server, certificate, key, TimeProvider.System, Note);
        await using var origin = await TestOrigin.StartAsync(
            at => at.Write("root/small", "small"u8),
            change: options => options with { Tls = server }
        );
        await using var before = await ConnectAsync(origin);

        await File.WriteAllTextAsync(certificate, "no certificate", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Count() == 1);
        Assert.Equal(TlsIdentity.Fingerprint(first.Leaf), server.Fingerprint);

        var second = TestCertificate.Make();
        TestCertificate.Write(second, folder["."]);
        await Eventually.HoldsAsync(() => Count() == 2);
        await using var after = await ConnectAsync(origin);
        Assert.Equal(first.Leaf.RawData, before.RemoteCertificate!.GetRawCertData());
        Assert.Equal(second.Leaf.RawData, after.RemoteCertificate!.GetRawCertData());
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(before), StringComparison.Ordinal);

        void Note(string text)
        {
            lock (notes)
                notes.Add(text);
        }

        int Count()
        {
            lock (notes)
                return notes.Count;
        }
    }

    private static Task<TestOrigin> StartAsync(bool isTls = true) =>
        TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/small", "small"u8);
                folder.Write("root/large", Large.Bytes.Span);
            },
            isTls: isTls
        );

    private static async Task<SslStream> ConnectAsync(TestOrigin origin, SslProtocols version = SslProtocols.Tls13)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(origin.EndPoint, TestContext.Current.CancellationToken);
        return await EncryptAsync(new NetworkStream(socket, ownsSocket: true), version);
    }

    private static async Task<SslStream> EncryptAsync(Stream plain, SslProtocols version)
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                // Who the server is, is the affair of other tests.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }
        );
        return stream;
    }

    private static async Task<string> AskAsync(SslStream stream)
    {
        await stream.WriteAsync("GET /small HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        var buffer = new byte[16 * 1024];
        var count = await stream.ReadAsync(buffer);
        return System.Text.Encoding.Latin1.GetString(buffer, 0, count);
    }
}
