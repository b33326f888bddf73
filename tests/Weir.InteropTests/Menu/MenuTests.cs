using Weir.InteropTests.Serving;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Menu;

/// <summary>Each choice of the menu, as one types it.</summary>
public sealed class MenuTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestContent _content = new(3_000_000);

    public MenuTests()
    {
        Directory.CreateDirectory(_folder["www"]);
        var file = _folder.Write("www/file.bin", _content.Bytes.Span);
        // Old enough that a cache keeps it for longer than this test (RFC 9111 4.2.2).
        File.SetLastWriteTimeUtc(file, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_serves_a_folder_until_a_key_or_an_interruption_ends_that()
    {
        await using var terminal = await Terminal.StartAsync();
        var port = FreePorts.Next();
        await terminal.PressAsync("1");
        await terminal.AnswerAsync("Which folder", "nowhere");
        await terminal.WaitForAsync("there is no nowhere here; name a folder or a file that is there");
        await terminal.AnswerAsync("name a folder or a file", _folder["www"]);
        await AnswerServeAsync(terminal, port);
        await terminal.WaitForAsync($"$ weir serve {_folder["www"]} --listen {port}\n");
        await terminal.WaitForAsync($"serving {_folder["www"]} at http://127.0.0.1:{port}/");
        await AssertServesAsync(port);
        await terminal.PressAsync("C-c");
        await terminal.WaitForMenuAsync();

        await terminal.PressAsync("1");
        await terminal.AnswerAsync("Which folder", _folder["www"]);
        await AnswerServeAsync(terminal, port);
        await terminal.WaitForAsync("(replica 1)", times: 2);
        await AssertServesAsync(port);
        await terminal.WaitForAsync("q quits");
        await terminal.PressAsync("q");
        await terminal.PressAsync("Enter");
        await terminal.QuitAsync();
    }

    [Fact]
    public async Task Without_colours_a_server_takes_its_commands_and_gives_the_keys_back()
    {
        await using var terminal = await Terminal.StartAsync("NO_COLOR=1");
        var port = FreePorts.Next();
        await terminal.PressAsync("1");
        await terminal.AnswerAsync("Which folder", _folder["www"]);
        await AnswerServeAsync(terminal, port);
        await terminal.WaitForAsync("(replica 1)");
        await terminal.PressUntilAsync("replica 1 is paused", "1", "Enter");
        await terminal.PressAsync("C-c");

        await terminal.QuitAsync();
    }

    [Fact]
    public async Task It_downloads_from_several_servers()
    {
        await using var terminal = await Terminal.StartAsync();
        await using var servers = await ServeProcess.StartAsync(_folder["www"], replicas: 2);
        var pattern = servers.Pattern("file.bin");
        await DownloadAsync(terminal, pattern, $"sha256:{_content.Sha256}");
        await terminal.WaitForAsync($"$ weir get '{pattern}' --checksum sha256:{_content.Sha256}\n");
        await terminal.WaitForMenuAsync();
        Assert.Equal(
            _content.Bytes.ToArray(),
            await File.ReadAllBytesAsync(terminal.FileAt("file.bin"), TestContext.Current.CancellationToken)
        );

        File.Delete(terminal.FileAt("file.bin"));
        await DownloadAsync(terminal, "", $"sha256:{new string('0', 64)}");
        await terminal.WaitForAsync("The bytes are not the expected ones (exit code 3).");
        await terminal.QuitAsync();
    }

    [Fact]
    public async Task It_asks_through_a_proxy_that_it_starts_and_says_how_much_faster_the_hit_was()
    {
        await using var terminal = await Terminal.StartAsync();
        await using var server = await ServeProcess.StartAsync(_folder["www"]);
        var port = FreePorts.Next();
        var upstream = $"http://127.0.0.1:{server.FirstPort}";
        await terminal.PressAsync("3");
        await terminal.AnswerAsync("Start a proxy here", upstream);
        await terminal.AnswerAsync("On which port", $"{port}");
        await terminal.AnswerAsync("Which path", "/file.bin");
        await terminal.AnswerAsync("How often");
        await terminal.WaitForAsync($"$ weir proxy --upstream {upstream} --listen {port} --quiet &\n");
        await terminal.WaitForAsync($"$ weir request http://127.0.0.1:{port}/file.bin --wait 5s\n");
        await terminal.WaitForAsync("request 1  200  miss");
        await terminal.WaitForAsync("Cache-Status: weir; hit");
        await terminal.WaitForAsync("The hit was ");
        await terminal.QuitAsync();
        Assert.False(await IsListeningAsync(port));
    }

    [Fact]
    public async Task It_asks_through_a_proxy_that_runs_and_the_shown_line_does_the_same()
    {
        await using var terminal = await Terminal.StartAsync();
        await using var server = await ServeProcess.StartAsync(_folder["www"]);
        var port = FreePorts.Next();
        await using var proxy = WeirProcess.Start([
            "proxy",
            "--upstream",
            $"http://127.0.0.1:{server.FirstPort}",
            "--listen",
            $"{port}",
        ]);
        await proxy.WaitForOutputAsync(line => line.StartsWith("proxying ", StringComparison.Ordinal));
        await terminal.PressAsync("3");
        await terminal.AnswerAsync("Start a proxy here");
        await terminal.AnswerAsync("at the proxy", $"http://127.0.0.1:{port}/file.bin?a=1&b=it's");
        await terminal.AnswerAsync("How often");
        var text = await terminal.WaitForAsync("The hit was ");
        await terminal.QuitAsync();

        var line = text.Split('\n').Single(line => line.StartsWith("$ weir ", StringComparison.Ordinal));
        var copied = await ProgramProcess.RunAsync("sh", ["-c", WeirProcess.Path + line["$ weir".Length..]]);
        Assert.Equal(0, copied.ExitCode);
        Assert.StartsWith("Hits only, ", copied.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tests_the_quality_of_a_path_from_one_client_and_from_five()
    {
        await using var terminal = await Terminal.StartAsync();
        var udp = FreePorts.Next();
        await using var server = await ServeProcess.StartAsync(_folder["www"], 1, "--udp", $"{udp}");
        await terminal.PressAsync("4");
        await terminal.AnswerAsync("Which reflector", $"127.0.0.1:{udp}");
        await terminal.AnswerAsync("How many packets", "20");
        await terminal.AnswerAsync("A CSV file", "qos result.csv");
        await terminal.WaitForAsync($"$ weir probe 127.0.0.1:{udp} --count 20 --csv 'qos result.csv'\n");
        await terminal.WaitForMenuAsync();
        Assert.Contains("jitter", await terminal.TextAsync());
        Assert.Equal(
            2,
            (
                await File.ReadAllLinesAsync(terminal.FileAt("qos result.csv"), TestContext.Current.CancellationToken)
            ).Length
        );

        await terminal.PressAsync("5");
        await terminal.AnswerAsync("What for", $"127.0.0.1:{udp}");
        await terminal.AnswerAsync("How many clients");
        await terminal.AnswerAsync("A CSV file", "five.csv");
        await terminal.WaitForAsync($"$ weir probe 127.0.0.1:{udp} --clients 5 --csv five.csv\n");
        await terminal.QuitAsync();
        Assert.Equal(
            6,
            (await File.ReadAllLinesAsync(terminal.FileAt("five.csv"), TestContext.Current.CancellationToken)).Length
        );
    }

    [Fact]
    public async Task It_starts_several_clients_at_once()
    {
        await using var terminal = await Terminal.StartAsync();
        await using var server = await ServeProcess.StartAsync(_folder["www"]);
        var url = server.Url(1, "file.bin");
        await terminal.PressAsync("5");
        await terminal.AnswerAsync("What for", url);
        await terminal.AnswerAsync("How many clients");
        await terminal.AnswerAsync("A folder for the tables", "results");
        await terminal.WaitForAsync($"$ weir load {url} --clients 5 --out results\n");
        await terminal.WaitForAsync("global rate");
        await terminal.QuitAsync();
        Assert.True(File.Exists(terminal.FileAt("results/clients.csv")));
    }

    [Fact]
    public async Task It_measures_towards_a_collector_that_it_starts_and_reports()
    {
        await using var terminal = await Terminal.StartAsync();
        await using var server = await ServeProcess.StartAsync(_folder["www"]);
        var url = server.Url(1, "file.bin");
        var port = FreePorts.Next();
        await terminal.PressAsync("6");
        await terminal.AnswerAsync("What to measure", url);
        await terminal.AnswerAsync("How often", "1s");
        await terminal.AnswerAsync("The URL of the collector");
        await terminal.AnswerAsync("On which port", $"{port}");
        await terminal.AnswerAsync("In which file");
        await terminal.AnswerAsync("The name of this agent", "me");
        await terminal.AnswerAsync("The file of its token");
        await terminal.WaitForAsync("$ weir collect token add me --store sqlite:weir.db > me.token\n");
        await terminal.WaitForAsync($"$ weir collect --listen {port} --store sqlite:weir.db --quiet &\n");
        await terminal.WaitForAsync($"$ weir agent {url} --every 1s --agent me --collector http://127.0.0.1:{port}/");
        await terminal.WaitForAsync(" verified");
        await terminal.PressAsync("C-c");
        await terminal.WaitForAsync(" delivered");
        await terminal.WaitForMenuAsync();
        Assert.False(await IsListeningAsync(port));

        await terminal.PressAsync("7");
        await terminal.AnswerAsync("Of which store or collector");
        await terminal.AnswerAsync("Into which file");
        await terminal.WaitForAsync("$ weir report --store sqlite:weir.db\n");
        await terminal.WaitForAsync("not enough data");
        await terminal.QuitAsync();
    }

    [Fact]
    public async Task It_shows_the_lab()
    {
        await using var terminal = await Terminal.StartAsync();
        await terminal.PressAsync("8");
        await terminal.AnswerAsync("How large", "8MiB");
        await terminal.AnswerAsync("Serve on", "n");
        await terminal.WaitForAsync("$ weir lab --size 8MiB --once\n");
        await terminal.WaitForAsync("sha-256");
        await terminal.QuitAsync();
    }

    [Fact]
    public async Task Arrows_and_Enter_choose_and_Escape_goes_back()
    {
        await using var terminal = await Terminal.StartAsync();
        await terminal.PressAsync("Down");
        await terminal.WaitForAsync("> 2  Download");
        Assert.Single(await terminal.ScreenAsync(), line => line.Contains("Serve a folder", StringComparison.Ordinal));
        await terminal.PressAsync("Up");
        await terminal.PressAsync("Up");
        await terminal.WaitForAsync("> q  Quit");
        await terminal.PressAsync("Up");
        await terminal.PressAsync("Up");
        await terminal.PressAsync("Up");
        await terminal.WaitForAsync("> 8  The lab");
        await terminal.PressAsync("Enter");
        await terminal.AnswerAsync("How large", "none");
        await terminal.WaitForAsync("\"none\" is not a size");
        await terminal.PressAsync("Escape");
        await terminal.WaitForMenuAsync();
        await terminal.PressAsync("C-d");
        await terminal.WaitForAsync("weir ended with 0");
    }

    [Fact]
    public async Task An_interruption_at_the_menu_leaves_it()
    {
        await using var terminal = await Terminal.StartAsync();
        await terminal.PressAsync("C-c");

        await terminal.WaitForAsync("weir ended with 130");
    }

    private static async Task AnswerServeAsync(Terminal terminal, int port)
    {
        await terminal.AnswerAsync("On which port", $"{port}");
        await terminal.AnswerAsync("From how many replicas");
        await terminal.AnswerAsync("UDP port of a reflector");
    }

    private static async Task DownloadAsync(Terminal terminal, string sources, string checksum)
    {
        await terminal.PressAsync("2");
        await terminal.AnswerAsync("URLs of the same file", sources);
        await terminal.AnswerAsync("Into which file");
        await terminal.AnswerAsync("The hash", checksum);
    }

    private async Task AssertServesAsync(int port)
    {
        using var client = new HttpClient();
        var url = new Uri($"http://127.0.0.1:{port}/file.bin");
        Assert.Equal(
            _content.Bytes.ToArray(),
            await client.GetByteArrayAsync(url, TestContext.Current.CancellationToken)
        );
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new HttpClient();
        try
        {
            await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
