using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Packages;

/// <summary>What <c>./pack libraries</c> makes, used by a project of a stranger's.</summary>
public sealed class LibraryPackageTests : IDisposable
{
    private static readonly string[] Libraries = ["Measurements", "Content", "Transport", "Http", "Downloads"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_program_of_the_readme_builds_against_the_packages_and_downloads()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var content = new TestContent(3_000_000);
        Directory.CreateDirectory(_folder["www"]);
        Directory.CreateDirectory(_folder["app"]);
        _folder.Write("www/file.bin", content.Bytes.Span);
        await File.WriteAllTextAsync(_folder["app/app.csproj"], Project, cancellation);
        await File.WriteAllTextAsync(_folder["app/Program.cs"], await ProgramAsync(cancellation), cancellation);

        await RunAsync(Path.Combine(Repository.Root, "pack"), "libraries", _folder["made"]);
        var made = Directory.EnumerateFiles(_folder["made"]).Select(path => Path.GetFileName(path)).ToList();
        Assert.All(Libraries, library => Assert.Contains($"Weir.{library}.0.1.0.snupkg", made));
        await RunAsync("dotnet", "build", _folder["app"], "-o", _folder["bin"], "--disable-build-servers", "--nologo");
        await using var servers = await ServeProcess.StartAsync(_folder["www"], replicas: 2);
        string[] urls = [servers.Url(1, "file.bin"), servers.Url(2, "file.bin")];
        var said = await RunAsync("dotnet", [_folder["bin/app.dll"], content.Sha256, _folder["got"], .. urls]);

        Assert.Contains("Done: 3000000 bytes", said); // Progress comes from other threads, later perhaps.
        Assert.Equal(content.Bytes.ToArray(), await File.ReadAllBytesAsync(_folder["got"], cancellation));
    }

    private string Project =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreAdditionalProjectSources>{_folder["made"]}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{_folder["packages"]}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Weir.Downloads" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """;

    /// <summary>The sample of the README, with the names that it leaves to its reader.</summary>
    private static async Task<string> ProgramAsync(CancellationToken cancellation)
    {
        var readme = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md"), cancellation);
        var sample = readme.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```").ToList();
        var usings = sample.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)).ToList();
        const string Names = """
            var (sha256, target, urls) = (args[0], args[1], args[2..]);
            var cancellationToken = CancellationToken.None;
            """;
        return string.Join('\n', [.. usings, Names, .. sample.Skip(usings.Count)]);
    }

    private async Task<IReadOnlyList<string>> RunAsync(string program, params string[] arguments)
    {
        await using var process = ProgramProcess.Start(program, arguments, _folder.Path);
        var code = await process.WaitForExitAsync(TimeSpan.FromMinutes(15));
        Assert.True(code == 0, string.Join('\n', process.Output.Concat(process.Errors)));
        return process.Output;
    }
}
