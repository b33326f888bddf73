using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Cli;

/// <summary><c>weir get --collector</c>.</summary>
public sealed class ReportingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_record_arrives_as_it_is_printed()
    {
        await using var origin = new MisbehavingOrigin("content"u8.ToArray());
        await using var collector = new TestCollector();

        Assert.Equal(0, await GetAsync(origin, collector));
        Assert.Equal(_out.ToString().TrimEnd('\n').Split('\n')[^1], Assert.Single(collector.Stored).Value);
    }

    [Fact]
    public async Task The_record_of_a_failure_arrives_too()
    {
        await using var origin = new MisbehavingOrigin("content"u8.ToArray());
        await using var collector = new TestCollector();
        await origin.StopAsync();

        Assert.Equal(1, await GetAsync(origin, collector));
        Assert.Contains("\"outcome\":\"failed\"", Assert.Single(collector.Stored).Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CollectorFault.ServerError, "answered 500")]
    [InlineData(CollectorFault.Unauthorized, "does not accept the token")]
    [InlineData(CollectorFault.Reset, "cannot be reached")]
    public async Task A_collector_that_does_not_take_it_is_told_and_changes_nothing(CollectorFault fault, string part)
    {
        await using var origin = new MisbehavingOrigin("content"u8.ToArray());
        await using var collector = new TestCollector { Behave = _ => fault };

        Assert.Equal(0, await GetAsync(origin, collector));
        Assert.True(File.Exists(_folder["file"]));
        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("weir get: the record was not delivered: ", line);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_told_before_anything_is_fetched()
    {
        await using var origin = new MisbehavingOrigin("content"u8.ToArray());
        await using var collector = new TestCollector();
        var code = await RunAsync("get", origin.Url(), "--collector", collector.Url, "--token", _folder["none"]);

        Assert.Equal(2, code);
        Assert.Contains("does not exist", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
    }

    private Task<int> GetAsync(MisbehavingOrigin origin, TestCollector collector)
    {
        File.WriteAllText(_folder["token"], collector.Token);
        return RunAsync(
            "get",
            origin.Url(),
            "-o",
            _folder["file"],
            "--json",
            "-q",
            "--collector",
            collector.Url,
            "--token",
            _folder["token"]
        );
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(
            arguments,
            new CommandContext(new Output(_out, _error), TimeProvider.System, CancellationToken.None)
        );
}
