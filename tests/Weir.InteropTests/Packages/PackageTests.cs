using System.IO.Compression;
using Weir.InteropTests.Getting;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Packages;

/// <summary>What <c>./pack</c> makes, used as a stranger would.</summary>
[Collection(Alone.Name)]
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_tool_installs_from_a_folder_and_runs()
    {
        await PackAsync("tool");
        await RunAsync("dotnet", "tool", "install", "weir", "--tool-path", _folder["bin"], "--source", _folder["made"]);

        var version = await ProgramProcess.RunAsync(_folder["bin/weir"], ["--version"], _folder.Path);

        Assert.Equal(["weir 0.1.0"], version.Output);
        var made = await ProgramProcess.RunAsync(
            _folder["bin/weir"],
            ["make-file", "f", "--size", "1KiB", "--quiet"],
            _folder.Path
        );
        Assert.Equal(0, made.ExitCode);
    }

    [Fact]
    public async Task The_library_comes_with_what_it_needs_a_readme_and_symbols()
    {
        await PackAsync("libraries");
        var names = Directory.EnumerateFiles(_folder["made"]).Select(path => Path.GetFileName(path)).ToList();

        foreach (var library in new[] { "Measurements", "Content", "Transport", "Http", "Downloads" })
        {
            Assert.Contains($"Weir.{library}.0.1.0.nupkg", names);
            Assert.Contains($"Weir.{library}.0.1.0.snupkg", names);
        }
        using var package = await ZipFile.OpenReadAsync(
            _folder["made/Weir.Downloads.0.1.0.nupkg"],
            TestContext.Current.CancellationToken
        );
        var entries = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", entries);
        Assert.Contains("lib/net10.0/Weir.Downloads.dll", entries);
        Assert.Contains("lib/net10.0/Weir.Downloads.xml", entries);
    }

    private Task PackAsync(string what) => RunAsync(Path.Combine(Repository.Root, "pack"), what, _folder["made"]);

    private async Task RunAsync(string program, params string[] arguments)
    {
        await using var process = ProgramProcess.Start(
            program,
            arguments,
            _folder.Path,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_CLI_HOME"] = _folder["home"] }
        );
        var code = await process.WaitForExitAsync(TimeSpan.FromMinutes(5));
        Assert.True(code == 0, string.Join('\n', process.Output.Concat(process.Errors)));
    }
}
