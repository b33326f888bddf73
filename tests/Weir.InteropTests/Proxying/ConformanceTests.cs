using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

/// <summary>The public HTTP cache conformance suite: tests/conformance.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public async Task The_proxy_passes_as_much_of_the_public_suite_as_it_has_promised()
    {
        var run = Path.Combine(Repository.Root, "tests", "conformance", "run");

        var result = await ProgramProcess.RunAsync(run, [], timeout: TimeSpan.FromMinutes(10));

        Assert.True(
            result.ExitCode == 0,
            $"exit {result.ExitCode}: {string.Join('\n', [.. result.Output, .. result.Errors])}"
        );
    }
}
