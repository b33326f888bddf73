using System.Security.Cryptography.X509Certificates;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Agent.Delivery;

public sealed class TrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public TrustTests()
    {
        _certificate = SelfSigned.LoadOrMake(_folder["tls"], TimeProvider.System.GetUtcNow(), out _)!;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_right_pin_is_believed() =>
        await ArrivesAsync(Trust(pin: "sha256:" + TlsIdentity.Fingerprint(_certificate)));

    [Fact]
    public async Task The_right_authority_is_believed() =>
        await ArrivesAsync(Trust(authority: _folder["tls/cert.pem"]));

    [Fact]
    public async Task Anybody_is_believed_when_told_so() => await ArrivesAsync(Trust(isInsecure: true));

    [Fact]
    public async Task A_wrong_pin_gets_neither_the_token_nor_the_records() =>
        await NothingArrivesAsync(Trust(pin: "sha256:" + new string('0', 64)));

    [Fact]
    public async Task An_unknown_certificate_gets_neither_the_token_nor_the_records() =>
        await NothingArrivesAsync(Trust());

    private static PeerTrust Trust(string? authority = null, string? pin = null, bool isInsecure = false) =>
        PeerTrust.Create(authority, pin, isInsecure, out _)!;

    private async Task ArrivesAsync(PeerTrust trust)
    {
        await using var collector = new TestCollector(_certificate);
        await using var bench = new DeliveryBench(collector, trust);
        bench.Append(2);
        await bench.Delivery.FinishAsync();

        Assert.Equal((2, 0), (collector.Stored.Count, bench.Spool.Pending));
        Assert.Empty(bench.Witness.Troubles);
    }

    private async Task NothingArrivesAsync(PeerTrust trust)
    {
        await using var collector = new TestCollector(_certificate);
        await using var bench = new DeliveryBench(collector, trust);
        bench.Append(2);
        await bench.Delivery.FinishAsync();

        Assert.Empty(collector.Requests);
        Assert.Equal(2, bench.Spool.Pending);
        Assert.Contains("not trusted", Assert.Single(bench.Witness.Troubles), StringComparison.Ordinal);
    }
}
