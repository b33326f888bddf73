using System.Security.Cryptography;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

/// <summary>Several files in one call, and what is told at the end.</summary>
public sealed class ListTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestContent _file = new(1 << 20);
    private readonly MisbehavingOrigin _origin;

    public ListTests() => _origin = new MisbehavingOrigin(_file.Bytes);

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_of_a_list_come_with_a_record_each_and_a_summary()
    {
        var result = await RunAsync(
            $"{_origin.Url("/one")}\t{_origin.Url("/uno")}\n{_origin.Url("/two")}\n  out=2\n  checksum=sha256:{_file.Sha256}\n"
        );

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["2", "list", "one"], _folder.Names());
        Assert.Equal(_file.Sha256, Hash("one"));
        Assert.Equal(_file.Sha256, Hash("2"));
        var events = JsonLines.Parse(result.Output);
        Assert.Equal(2, events.Count(e => e.Text("type") == "transfer"));
        Assert.Equal(2, events.Count(e => e.Text("type") == "explain"));
        Assert.Equal("summary", events[^1].Text("type"));
        Assert.Equal((2, 2), (events[^1].Number("files"), events[^1].Number("ok")));
    }

    [Fact]
    public async Task Worst_file_gives_the_exit_code_and_the_others_are_fetched()
    {
        _origin.Behave = request => request.Target == "/missing" ? new() { Status = 404 } : Misbehaviour.None;

        var wrong = new string('0', 64);
        var result = await RunAsync(
            $"{_origin.Url("/missing")}\n{_origin.Url("/wrong")}\n  checksum=sha256:{wrong}\n{_origin.Url("/right")}\n"
        );

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(["list", "right"], _folder.Names());
        var summary = JsonLines.Parse(result.Output)[^1];
        Assert.Equal((1, 1, 1), (summary.Number("ok"), summary.Number("failed"), summary.Number("corrupt")));
        Assert.Equal(2, result.Errors.Count(line => line.StartsWith("weir get: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_files_with_one_target_are_refused_before_anything_starts()
    {
        var result = await RunAsync($"{_origin.Url("/a/one")}\n{_origin.Url("/b/one")}\n");

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(_origin.Requests);
        Assert.Contains("lines 1 and 2 both go to one", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    private async Task<ProgramResult> RunAsync(string list)
    {
        await File.WriteAllTextAsync(_folder["list"], list, TestContext.Current.CancellationToken);
        return await WeirProcess.RunAsync(
            ["get", "--input-file", "list", "-j", "2", "--json", "--explain"],
            _folder.Path
        );
    }

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[name])));
}
