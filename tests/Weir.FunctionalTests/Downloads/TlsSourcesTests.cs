using System.Net;
using System.Net.Sockets;
using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Clients;
using Weir.FunctionalTests.Origin;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Downloads;

public sealed class TlsSourcesTests : IDisposable
{
    private static readonly TestContent Content = new(24 * 1024 * 1024);

    private readonly TemporaryFolder _folder = new();
    private int _downloads;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_comes_from_two_sources_whose_certificates_are_vouched_for()
    {
        await using var origin = await StartAsync(replicas: 2);
        var result = await GetAsync(Trust(TestCertificate.Localhost), Url(origin), Url(origin, 2));

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.Equal(Verification.Sha256, result.Record.Verified);
        Assert.All(result.Record.Sources, source => Assert.NotNull(source.Tls));
        Assert.All(result.Record.Sources, source => Assert.Equal("http/1.1", source.Protocol));
    }

    [Fact]
    public async Task Pin_believes_exactly_one_certificate()
    {
        await using var origin = await StartAsync();
        var right = TlsIdentity.Fingerprint(TestCertificate.Localhost.Leaf);

        Assert.Equal(DownloadEnd.Done, (await GetAsync(Pin("sha256:" + right), Url(origin))).End);
        Assert.Equal(DownloadEnd.Done, (await GetAsync(Pin(right.ToUpperInvariant()), Url(origin))).End);
        await FailsAsync($"sha256:{right}, not the pinned one", Pin(new string('0', 64)), Url(origin));
    }

    [Fact]
    public async Task Anybody_is_believed_when_asked_for()
    {
        await using var origin = await StartAsync(TestCertificate.Make("elsewhere.test", days: -1));
        var anybody = PeerTrust.Create(null, null, isInsecure: true, out _)!;
        Assert.Equal(DownloadEnd.Done, (await GetAsync(anybody, Url(origin))).End);
    }

    [Fact]
    public async Task Self_signed_certificate_is_not_believed_by_default()
    {
        await using var origin = await StartAsync();
        await FailsAsync("self-signed", PeerTrust.Default, Url(origin));
    }

    [Fact]
    public async Task Certificate_of_another_host_is_not_believed()
    {
        var other = TestCertificate.Make("elsewhere.test");
        await using var origin = await StartAsync(other);
        await FailsAsync("is for elsewhere.test, not for 127.0.0.1", Trust(other), Url(origin));
    }

    [Fact]
    public async Task Expired_certificate_is_not_believed()
    {
        var old = TestCertificate.Make(days: -1);
        await using var origin = await StartAsync(old);
        await FailsAsync("expired on", Trust(old), Url(origin));
    }

    [Fact]
    public async Task Server_in_the_clear_is_no_source_over_TLS()
    {
        await using var origin = await StartAsync(isTls: false);
        await FailsAsync("does not speak TLS", PeerTrust.Default, $"https://{origin.EndPoint}/file");
    }

    [Fact]
    public async Task Server_of_an_old_version_alone_is_refused_in_words()
    {
        var end = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        // The alert of a server that speaks nothing newer than TLS 1.1 (RFC 5246 7.2.2: protocol_version).
        var serving = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync(end);
                await client.GetStream().ReadExactlyAsync(new byte[1], end);
                await client.GetStream().WriteAsync(new byte[] { 21, 3, 2, 0, 2, 2, 70 }, end);
                client.Client.Shutdown(SocketShutdown.Send);
                // Until the client has gone, by a close or a reset.
                await Record.ExceptionAsync(() => client.GetStream().CopyToAsync(Stream.Null, end));
            },
            end
        );
        await FailsAsync("neither TLS 1.2 nor 1.3", PeerTrust.Default, $"https://{listener.LocalEndpoint}/file");
        await serving;
    }

    [Fact]
    public async Task Source_that_is_not_believed_is_left_alone_and_the_others_go_on()
    {
        await using var good = await StartAsync();
        await using var bad = await StartAsync(TestCertificate.Make());
        var result = await GetAsync(Trust(TestCertificate.Localhost), Url(bad), Url(good));

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.Equal(0, result.Record.Sources[0].Bytes);
        Assert.Contains("certificate", result.Record.Sources[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_server_is_replaced_by_the_other()
    {
        await using var origin = await StartAsync(replicas: 2);
        await origin.First.SetRateAsync(new Weir.Measurements.Units.BitRate(8e6));
        // Not so fast that it would be through before the first has begun.
        await origin.Server.Replicas[1].SetRateAsync(new Weir.Measurements.Units.BitRate(64e6));
        var download = GetAsync(Trust(TestCertificate.Localhost), Url(origin), Url(origin, 2));
        await Eventually.HoldsAsync(() => origin.First.Status.Bytes > 100_000);
        await origin.First.ActAsync(Weir.Origin.Replicas.ReplicaAct.Stop);

        Assert.Equal(DownloadEnd.Done, (await download).End);
        Assert.Equal(Verification.Sha256, (await download).Record.Verified);
    }

    private async Task FailsAsync(string reason, PeerTrust trust, string url)
    {
        var result = await GetAsync(trust, url);
        Assert.Equal(DownloadEnd.Unavailable, result.End);
        Assert.Contains(reason, result.Record.Sources[0].Reason, StringComparison.Ordinal);
    }

    private Task<DownloadResult> GetAsync(PeerTrust trust, params string[] urls)
    {
        var options = new DownloadOptions { Trust = trust, Checksum = Checksum.Parse($"sha256:{Content.Sha256}") };
        return new Downloader(options).DownloadAsync(
            [
                .. urls.Select(url =>
                {
                    Assert.True(SourceAddress.TryParse(url, out var source, out _));
                    return source;
                }),
            ],
            _folder[$"got {++_downloads}"]
        );
    }

    private PeerTrust Trust(CertificateChain authority)
    {
        File.WriteAllText(_folder["ca.pem"], authority.Leaf.ExportCertificatePem());
        return PeerTrust.Create(_folder["ca.pem"], null, isInsecure: false, out _)!;
    }

    private static PeerTrust Pin(string pin) => PeerTrust.Create(null, pin, isInsecure: false, out _)!;

    private static string Url(TestOrigin origin, int replica = 1) =>
        $"https://{origin.Server.Replicas[replica - 1].Status.Address}/file";

    private static Task<TestOrigin> StartAsync(
        CertificateChain? certificate = null,
        int replicas = 1,
        bool isTls = true
    ) =>
        TestOrigin.StartAsync(
            folder => folder.Write("root/file", Content.Bytes.Span),
            replicas,
            options => options with { Tls = isTls ? new TlsServer(certificate ?? TestCertificate.Localhost) : null }
        );
}
