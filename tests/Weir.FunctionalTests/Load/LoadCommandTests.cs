using System.Text.Json;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.FunctionalTests.Origin;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Load;

public sealed class LoadCommandTests : IAsyncDisposable
{
    private static readonly TestContent Content = new(1_000_000);

    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly TemporaryFolder _folder = new();
    private TestOrigin? _origin;

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Json_has_the_transfers_before_their_run_and_the_series_at_the_end()
    {
        await StartAsync();

        Assert.Equal(0, await LoadAsync(Url(""), "--matrix", "clients=1,2", "files=a,b", "--json"));
        Assert.Equal(
            "transfer run transfer run transfer transfer run transfer transfer run series",
            string.Join(' ', Types())
        );
        var series = JsonDocument.Parse(Lines()[^1]).RootElement.GetProperty("runs");
        Assert.Equal("a b a b", string.Join(' ', series.EnumerateArray().Select(run => run.GetProperty("file"))));
    }

    [Fact]
    public async Task A_single_run_ends_with_its_record()
    {
        await StartAsync();

        Assert.Equal(0, await LoadAsync(Url("a"), "--clients", "2", "--json", "--agent", "room"));
        var run = JsonDocument.Parse(Lines()[^1]).RootElement;
        Assert.Equal(("run", "room"), (run.GetProperty("type").GetString(), run.GetProperty("agent").GetString()));
        Assert.Equal(Url("a"), run.GetProperty("target").GetString());
    }

    [Fact]
    public async Task Results_are_appended_to_their_tables()
    {
        await StartAsync();
        for (var i = 0; i < 2; i++)
            Assert.Equal(0, await LoadAsync(Url("a"), "--clients", "3", "--out", _folder["results"], "--quiet"));

        Assert.Equal(1 + 2, File.ReadAllLines(_folder["results/runs.csv"]).Length);
        Assert.Equal(1 + 6, File.ReadAllLines(_folder["results/clients.csv"]).Length);
        Assert.Contains("<svg", await File.ReadAllTextAsync(_folder["results/report.html"], Token));
        Assert.Equal("", _out.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task A_servers_log_that_tells_of_no_client_is_told()
    {
        await StartAsync();
        _folder.Write("access.log", "127.0.0.1 - - [25/Nov/2026:20:11:05 +0000] \"GET /a HTTP/1.1\" 200 2326\n"u8);

        Assert.Equal(0, await LoadAsync(Url("a"), "--clients", "2", "--server-log", _folder["access.log"]));
        Assert.Contains("access.log got no line that tells of these clients; it takes the log of", _error.ToString());
    }

    [Fact]
    public async Task Each_client_has_a_log()
    {
        await StartAsync();
        Assert.Equal(
            0,
            await LoadAsync(Url(""), "--matrix", "clients=1,2", "files=a", "--out", _folder["results"], "-q")
        );

        Assert.Equal(2, File.ReadAllLines(_folder["results/logs/client-1.log"]).Length);
        Assert.Contains(
            $"file=a size={Content.Size} bytes={Content.Size} sha256={Content.Sha256} ",
            Assert.Single(File.ReadAllLines(_folder["results/logs/client-2.log"]))
        );
    }

    [Fact]
    public async Task What_was_measured_elsewhere_gets_the_same_tables_and_page()
    {
        _folder.Write(
            "clients.csv",
            "run_id,client,outcome,bytes,duration_s\nr,1,ok,512000000,2.5\nr,2,ok,512000000,2\ns,1,failed,0,\n"u8
        );
        Assert.Equal(0, await LoadAsync("--import", _folder["clients.csv"], "--out", _folder["results"]));

        Assert.Contains("409.6", _out.ToString());
        Assert.Equal(1 + 2, File.ReadAllLines(_folder["results/runs.csv"]).Length);
        Assert.Equal(1 + 3, File.ReadAllLines(_folder["results/clients.csv"]).Length);
        Assert.Contains("<svg", await File.ReadAllTextAsync(_folder["results/report.html"], Token));
    }

    [Fact]
    public async Task A_series_is_compared_in_words()
    {
        await StartAsync();

        Assert.Equal(
            0,
            await LoadAsync(Url("a"), "--matrix", "clients=1,2", "--rounds", "2", "--shuffle", "--pause", "1ms")
        );
        Assert.Contains("\na: a client has ", _out.ToString());
    }

    [Fact]
    public async Task A_servers_log_adds_its_side()
    {
        await StartAsync();
        _folder.Write("log", "{\"bytes\":77,\"client_name\":\"1\",\"run_id\":\"of before\"}\n"u8);

        Assert.Equal(
            0,
            await LoadAsync(Url("a"), "--clients", "1", "--server-log", _folder["log"], "--out", _folder["r"])
        );
        Assert.DoesNotContain(",77,", await File.ReadAllTextAsync(_folder["r/clients.csv"], Token));
    }

    [Fact]
    public async Task Failures_are_exit_code_1_and_wrong_bytes_3()
    {
        await StartAsync();

        Assert.Equal(1, await LoadAsync(Url("none"), "--clients", "2"));
        Assert.EndsWith(
            "weir load: 2 of 2 clients have not the right file; client 1: 404 Not Found\n",
            _error.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(3, await LoadAsync(Url("a"), "--clients", "2", "--checksum", $"sha256:{new string('0', 64)}"));
        Assert.Contains("corrupt", _out.ToString());
    }

    [Theory]
    [InlineData(2, "no source given", "--clients", "2")]
    [InlineData(2, "--clients is missing", "http://127.0.0.1:1/f")]
    [InlineData(2, "leave one of the two out", "http://127.0.0.1:1/f", "--clients", "2", "--matrix", "clients=1")]
    [InlineData(2, "--arrivals needs an end", "http://127.0.0.1:1/f", "--clients", "1", "--arrivals", "50/s")]
    [InlineData(2, "write 50/s or 3000/m", "http://127.0.0.1:1/f", "--clients", "1", "--arrivals", "50")]
    [InlineData(2, "write {url}", "http://127.0.0.1:1/f", "--clients", "1", "--exec", "get it")]
    [InlineData(2, "does not exist; name a clients.csv", "--import", "/nowhere/clients.csv")]
    [InlineData(2, "--import measures nothing", "http://127.0.0.1:1/f", "--import", "/nowhere/clients.csv")]
    [InlineData(2, "--matrix: \"x\" is no number", "http://127.0.0.1:1/f", "--matrix", "clients=x")]
    [InlineData(
        4,
        "--out /dev/null/x cannot be written",
        "http://127.0.0.1:1/f",
        "--clients",
        "1",
        "--out",
        "/dev/null/x"
    )]
    [InlineData(
        4,
        "--keep /dev/null/x cannot be made",
        "http://127.0.0.1:1/f",
        "--clients",
        "1",
        "--keep",
        "/dev/null/x"
    )]
    public async Task Mistakes_get_a_sentence(int code, string sentence, params string[] arguments)
    {
        Assert.Equal(code, await LoadAsync(arguments));
        Assert.Contains(sentence, _error.ToString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task StartAsync() =>
        _origin = await TestOrigin.StartAsync(folder =>
        {
            folder.Write("root/a", Content.Bytes.Span);
            folder.Write("root/b", Content.Bytes.Span);
        });

    private string Url(string name) => $"http://{_origin!.EndPoint}/{name}";

    private Task<int> LoadAsync(params string[] arguments) =>
        CommandLine.RunAsync(
            ["load", .. arguments],
            new CommandContext(
                new Output(TextWriter.Synchronized(_out), TextWriter.Synchronized(_error)),
                TimeProvider.System,
                Token
            )
        );

    private string[] Lines() => _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string?> Types() =>
        Lines().Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());
}
