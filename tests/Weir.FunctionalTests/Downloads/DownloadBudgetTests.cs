using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Origin;
using Weir.Testing.Budgets;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Downloads;

/// <summary>
/// What a download allocates for each MiB that it moves, server and all: the difference between a long file and a short
/// one, so that what a download costs once does not count.
/// </summary>
[Collection(Alone.Name)]
public sealed class DownloadBudgetTests : IDisposable
{
    private const int Short = 8;
    private const int Long = 72;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain_bytes_per_mib")]
    [InlineData("verified_bytes_per_mib")]
    [InlineData("tls_bytes_per_mib")]
    public async Task Download_allocates_no_more_than_its_budget(string name)
    {
        var isTls = name.StartsWith("tls", StringComparison.Ordinal);
        var (small, large) = (new TestContent(Short << 20), new TestContent(Long << 20));
        await using var origin = await TestOrigin.StartAsync(
            folder =>
            {
                folder.Write("root/short", small.Bytes.Span);
                folder.Write("root/long", large.Bytes.Span);
            },
            1,
            options => options with { Tls = isTls ? new TlsServer(TestCertificate.Localhost) : null }
        );
        var isVerified = name.StartsWith("verified", StringComparison.Ordinal);
        var url = $"{(isTls ? "https" : "http")}://{origin.EndPoint}";

        await CostAsync($"{url}/long", isVerified ? large : null, "warm");
        var least = long.MaxValue;
        // What the runtime does now and then beside it counts once at most.
        for (var i = 0; i < 3; i++)
        {
            var cost =
                await CostAsync($"{url}/long", isVerified ? large : null, $"long {i}")
                - await CostAsync($"{url}/short", isVerified ? small : null, $"short {i}");
            least = Math.Min(least, cost / (Long - Short));
        }

        Assert.True(
            least <= Budget.Of("downloads", name),
            $"{least} bytes per MiB, {Budget.Of("downloads", name)} are allowed"
        );
    }

    private async Task<long> CostAsync(string url, TestContent? verified, string target)
    {
        var options = new DownloadOptions
        {
            Connections = 1,
            Checksum = verified is null ? null : Checksum.Parse($"sha256:{verified.Sha256}"),
            Trust = PeerTrust.Create(null, null, isInsecure: true, out _)!,
        };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await new Downloader(options).DownloadAsync([SourceAddress.Parse(url)], _folder[target]);
        Assert.Equal(DownloadEnd.Done, result.End);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
