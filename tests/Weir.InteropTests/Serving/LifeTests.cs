using Weir.InteropTests.Getting;
using Weir.InteropTests.Programs;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Serving;

public sealed class LifeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServeProcess _serve = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("file", "hello"u8);
        _serve = await ServeProcess.StartAsync(_folder.Path, 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Interrupt)]
    public async Task A_signal_ends_the_server_with_0(Signal signal)
    {
        _serve.Process.Send(signal);

        Assert.Equal(0, await _serve.Process.WaitForExitAsync());
        Assert.Empty(_serve.Process.Errors);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("Q")]
    public async Task Quit_ends_the_server_with_0(string command)
    {
        await _serve.Process.WriteLineAsync(command);

        Assert.Equal(0, await _serve.Process.WaitForExitAsync());
        Assert.Empty(_serve.Process.Errors);
    }

    [Fact]
    public async Task The_server_goes_on_when_its_stdin_ends()
    {
        _serve.Process.CloseInput();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal("200", await Curl.StatusAsync(_serve.Url(1, "file")));
        Assert.False(_serve.Process.HasExited);
    }

    [Fact]
    public async Task A_stopped_replica_refuses_and_serves_again_when_started()
    {
        Assert.Equal("replica 1 is stopped", await _serve.SayAsync("E1"));
        Assert.Equal(7, (await Curl.RunAsync(_serve.Url(1, "file"))).ExitCode);
        Assert.Equal("200", await Curl.StatusAsync(_serve.Url(2, "file")));
        Assert.Equal("replica 1 is serving", await _serve.SayAsync("s1"));
        Assert.Equal("200", await Curl.StatusAsync(_serve.Url(1, "file")));
    }

    [Fact]
    public async Task A_paused_replica_keeps_its_clients_waiting_until_it_resumes()
    {
        await _serve.SayAsync("2");
        await using var waiting = ProgramProcess.Start("curl", ["-sS", "--max-time", "120", _serve.Url(2, "file")]);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(waiting.HasExited);
        Assert.Empty(waiting.Output);
        await _serve.SayAsync("r2");

        Assert.Equal(0, await waiting.WaitForExitAsync());
        Assert.Equal(["hello"], waiting.Output);
    }

    [Theory]
    [InlineData("nonsense", "\"nonsense\" is no command")]
    [InlineData("9", "there is no replica 9; there are 2")]
    [InlineData("l", "2  127.0.0.1:")]
    public async Task A_line_on_stdin_is_answered_and_the_server_goes_on(string line, string answer)
    {
        await _serve.Process.WriteLineAsync(line);

        await _serve.Process.WaitForErrorAsync(error => error.StartsWith(answer, StringComparison.Ordinal));
        Assert.Equal("200", await Curl.StatusAsync(_serve.Url(1, "file")));
    }

    [Fact]
    public async Task Json_tells_of_every_replica_and_sums_up_at_the_end()
    {
        await using var serve = WeirProcess.Start([
            "serve",
            _folder.Path,
            "--json",
            "--listen",
            "0",
            "--replicas",
            "2",
        ]);
        var line = JsonLines.Parse(await serve.WaitForOutputAsync(l => l.Contains("\"replica\":2")));
        Assert.Equal("200", await Curl.StatusAsync(line.Text("url") + "file"));
        serve.Send(Signal.Terminate);

        Assert.Equal(0, await serve.WaitForExitAsync());
        var events = JsonLines.Parse(serve.Output);
        Assert.Equal(["serving", "serving"], events.Take(2).Select(e => e.Text("type")));
        Assert.Equal("summary", events[^1].Text("type"));
        Assert.Equal(5, events[^1].Items("items")[1].Number("bytes"));
    }
}
