using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Downloads;

/// <summary>The sample of the README is the text of a method here, so that it compiles and runs.</summary>
public sealed class ReadmeTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Sample_downloads_the_file()
    {
        _scene.Add(good: 2);

        var result = await SampleAsync(
            [.. _scene.Origins.Select(o => o.Url())],
            _scene.File.Sha256,
            _scene.Target,
            Scene.Ct
        );

        _scene.HoldRight(result.Record);
        Assert.Equal(Verification.Sha256, result.Record.Verified);
    }

    [Fact]
    public async Task Sample_is_that_of_the_readme()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Scene.Ct);
        var from = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        var sample = readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
        var source = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Weir.FunctionalTests", "Downloads", "ReadmeTests.cs"),
            Scene.Ct
        );

        // The usings and the statements; formatting breaks lines otherwise.
        Assert.All(sample.Split("\n\n"), part => Assert.Contains(Words(part), Words(source), StringComparison.Ordinal));
    }

    private static async Task<DownloadResult> SampleAsync(
        string[] urls,
        string sha256,
        string target,
        CancellationToken cancellationToken
    )
    {
        var options = new DownloadOptions { Checksum = Checksum.Parse($"sha256:{sha256}") };
        var progress = new Progress<ProgressEvent>(p => Console.WriteLine($"{p.Bytes} of {p.Size}"));
        SourceAddress[] sources = [.. urls.Select(SourceAddress.Parse)];
        var result = await new Downloader(options).DownloadAsync(sources, target, progress, cancellationToken);
        Console.WriteLine($"{result.End}: {result.Record.Bytes} bytes");
        return result;
    }

    private static string Words(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}
