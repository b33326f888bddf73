using Weir.Analysis.Runs;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.FunctionalTests.Clients;
using Weir.FunctionalTests.Origin;
using Weir.Load.Matrix;
using Weir.Load.Programs;
using Weir.Load.Running;
using Weir.Measurements.Records;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Load;

/// <summary>Programs here copy a file that lies beside them: what is tested is how they are held, watched and judged.</summary>
public sealed class ProgramRunTests : IAsyncDisposable
{
    private static readonly TestContent Content = new(300_000);

    private readonly TemporaryFolder _folder = new();
    private TestOrigin? _origin;

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Programs_that_have_the_file_are_ok_and_take_their_turns()
    {
        var run = await RunAsync(4, [Copy("right"), Print("right")]);

        Assert.Equal(4, run.Run.Ok);
        Assert.All(run.Clients, client => Assert.Equal((Content.Sha256, Content.Size), (client.Sha256, client.Bytes)));
        Assert.All(run.Clients, client => Assert.NotNull(client.Duration));
        Assert.NotNull(run.Run.StartSpread);
    }

    [Fact]
    public async Task What_goes_wrong_is_a_row_with_its_reason()
    {
        var run = await RunAsync(
            5,
            [
                Copy("wrong"),
                "sh -c 'echo oh dear >&2; exit 7' sh {url}",
                "true {url} {out}",
                "weir-has-no-such-program {url}",
                Copy("right"),
            ]
        );

        Assert.Equal(
            [
                TransferOutcome.Corrupt,
                TransferOutcome.Failed,
                TransferOutcome.Failed,
                TransferOutcome.Failed,
                TransferOutcome.Ok,
            ],
            run.Clients.Select(client => client.Outcome)
        );
        Assert.Contains(Content.Sha256, run.Clients[0].Error);
        Assert.Equal("exit code 7: oh dear", run.Clients[1].Error);
        Assert.Equal("it ended well, and left no file at {out}", run.Clients[2].Error);
        Assert.StartsWith("exit code 127: ", run.Clients[3].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed_with_all_that_it_has_started()
    {
        var marker = _folder["child"];
        var run = await RunAsync(
            1,
            [$"sh -c 'sleep 600 & echo $! >{marker}; wait' sh {{url}} {{out}}"],
            options => options with { ProgramTimeout = TimeSpan.FromSeconds(2) }
        );

        Assert.Equal("it did not end within 2 s and was killed", run.Clients[0].Error);
        if (!File.Exists(marker))
            return;
        // A killed process is there until it has been reaped.
        var child = await File.ReadAllTextAsync(marker, Token);
        await Eventually.HoldsAsync(() => !IsRunning(child));
    }

    [Fact]
    public async Task Nothing_in_a_URL_is_read_by_a_shell()
    {
        var marker = _folder["made"];
        var run = await RunAsync(
            1,
            [Copy("right")],
            options => options with { Checksum = Checksum.Parse($"sha256:{Content.Sha256}") },
            query: $"?$(touch {marker});`touch {marker}`"
        );

        Assert.Equal(1, run.Run.Ok);
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public async Task A_file_that_cannot_be_had_at_all_fails_everybody()
    {
        var run = await RunAsync(2, [Copy("right")], name: "none");

        Assert.All(
            run.Clients,
            client => Assert.Equal("the file itself, to judge by, cannot be had: 404 Not Found", client.Error)
        );
    }

    [Fact]
    public async Task Files_are_kept_with_the_log_of_what_the_program_said()
    {
        await RunAsync(
            1,
            ["""sh -c 'cp "$3" "$2"; echo said; echo to stderr >&2' sh {url} {out} """ + _folder["right"]],
            options => options with { Keep = _folder["kept"] }
        );

        Assert.Equal(Content.Size, new FileInfo(_folder["kept/file.1"]).Length);
        Assert.Equal("said\nto stderr\n", await File.ReadAllTextAsync(_folder["kept/file.1.log"], Token));
    }

    [Fact]
    public async Task An_interrupted_run_leaves_no_program()
    {
        var marker = _folder["pid"];
        using var interrupt = new CancellationTokenSource();
        var running = RunAsync(
            1,
            [$"sh -c 'echo $$ >{marker}; exec sleep 600' sh {{url}} {{out}}"],
            interrupt: interrupt
        );
        while (!File.Exists(marker) || (await File.ReadAllTextAsync(marker, Token)).Length == 0)
            await Task.Yield();
        await interrupt.CancelAsync();
        var run = await running;

        Assert.Equal(TransferOutcome.Cancelled, run.Clients[0].Outcome);
        Assert.False(IsRunning(await File.ReadAllTextAsync(marker, Token)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Copy(string name) => $"sh -c 'cp \"$3\" \"$2\"' sh {{url}} {{out}} {_folder[name]}";

    private string Print(string name) => $"sh -c 'cat \"$2\"' sh {{url}} {_folder[name]}";

    /// <summary>A process that has ended and is not yet reaped runs no more.</summary>
    private static bool IsRunning(string pid)
    {
        var stat = $"/proc/{pid.Trim()}/stat";
        try
        {
            return !File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<RunOutcome> RunAsync(
        int clients,
        string[] commands,
        Func<LoadOptions, LoadOptions>? change = null,
        string name = "file",
        string query = "",
        CancellationTokenSource? interrupt = null
    )
    {
        _folder.Write("right", Content.Bytes.Span);
        _folder.Write("wrong", new TestContent(300_000, seed: 2).Bytes.Span);
        _origin = await TestOrigin.StartAsync(folder => folder.Write("root/file", Content.Bytes.Span));
        Assert.True(SourceAddress.TryParse($"http://{_origin.EndPoint}/{name}{query}", out var source, out _));
        var options = new LoadOptions
        {
            Sources = [source],
            Runs = [new RunPlan(clients, null)],
            Commands = [.. commands.Select(Command)],
        };
        var outcomes = await new LoadSeries(change?.Invoke(options) ?? options).RunAsync(
            cancellation: interrupt?.Token ?? Token
        );
        return Assert.Single(outcomes);
    }

    private static CommandTemplate Command(string text)
    {
        Assert.True(CommandTemplate.TryParse(text, out var command, out var problem), problem);
        return command;
    }
}
