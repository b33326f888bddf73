using Weir.InteropTests.Collecting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

public sealed class CollectMistakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Certificates_that_cannot_be_read_end_with_2()
    {
        var certificate = TestCertificate.Make(_folder);
        var other = TestCertificate.Make(_folder, "other-");
        var garbage = _folder.Write("garbage.pem", "no certificate"u8);

        await ShouldBeAsync($"--cert, --key: {_folder["no"]} does not exist", _folder["no"], certificate.KeyPath);
        await ShouldBeAsync(
            $"--cert, --key: {_folder["no"]} does not exist",
            certificate.CertificatePath,
            _folder["no"]
        );
        foreach (
            var (cert, key) in new[]
            {
                (garbage, certificate.KeyPath),
                (certificate.CertificatePath, garbage),
                (certificate.CertificatePath, other.KeyPath),
            }
        )
            await ShouldBeAsync(
                $"--cert, --key: {cert} and {key} are no PEM certificate and unencrypted key that belong together",
                cert,
                key
            );
    }

    [Fact]
    public async Task A_store_that_is_no_database_is_left_alone()
    {
        var file = _folder.Write("notes.txt", "These are notes and no database, and they are long enough to be one."u8);
        var collect = await WeirProcess.RunAsync(["collect", "--listen", "0", "--store", $"sqlite:{file}"]);
        var report = await WeirProcess.RunAsync(["report", "--store", $"sqlite:{file}"]);

        Said.ShouldBe(collect, 4, $"weir collect: --store: {file} ");
        Said.ShouldBe(report, 2, $"weir report: --store: {file} ");
        Assert.StartsWith("These are notes", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_disk_under_the_store_acknowledges_nothing_and_passes()
    {
        await using var disk = await MountedFolder.MountAsync("size=8m");
        Assert.SkipWhen(disk is null, "This user may not mount file systems.");
        var token = await CollectProcess.AddTokenAsync(disk["weir.db"], _folder["token"]);
        await using var collector = await CollectProcess.StartAsync(FreePorts.Next(), disk["weir.db"]);
        using var client = CollectProcess.Client(token);
        disk.Fill("filler");

        // More than what the store's files have room for within their pages.
        var records = Enumerable
            .Range(0, 500)
            .Select(i => Records.Transfer($"{i}", Records.Start.AddMinutes(i)))
            .ToList();
        using (var content = new StringContent(string.Join('\n', records)))
        using (
            var answer = await client.PostAsync(
                new Uri(collector.Url, "api/v1/measurements"),
                content,
                TestContext.Current.CancellationToken
            )
        )
        {
            Assert.Equal(507, (int)answer.StatusCode);
            Assert.Contains(
                "full",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        }

        File.Delete(disk["filler"]);
        Assert.Equal("""{"accepted":500,"duplicates":0,"rejected":[]}""", await collector.PostAsync(client, records));
        Assert.Equal(0, await collector.StopAsync());
    }

    private async Task ShouldBeAsync(string sentence, string certificate, string key)
    {
        var result = await WeirProcess.RunAsync([
            "collect",
            "--listen",
            "0",
            "--store",
            $"sqlite:{_folder["weir.db"]}",
            "--cert",
            certificate,
            "--key",
            key,
        ]);
        Said.ShouldBe(result, 2, $"weir collect: {sentence}");
    }
}
