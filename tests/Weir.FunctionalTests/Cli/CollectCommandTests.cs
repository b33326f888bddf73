using System.Net;
using System.Net.Sockets;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

public sealed class CollectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Store => $"sqlite:{_folder["weir.db"]}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_is_printed_alone_then_listed_and_revoked()
    {
        var (code, secret, error) = await RunAsync(
            "collect",
            "token",
            "add",
            "site-a",
            "--scope",
            "write",
            "--store",
            Store
        );
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", secret);

        var (_, list, _) = await RunAsync("collect", "token", "list", "--store", Store);
        Assert.Matches("^name    scopes .*\nsite-a   write .*  in force\n$", list);
        Assert.Equal((0, "", ""), await RunAsync("collect", "token", "revoke", "site-a", "--store", Store));
        Assert.Matches("revoked", (await RunAsync("collect", "token", "list", "--store", Store)).Out);
    }

    [Fact]
    public async Task A_name_that_has_a_token_is_no_name_for_another()
    {
        await RunAsync("collect", "token", "add", "a", "--store", Store);

        Assert.Equal(
            (1, "", "weir collect token add: a has a token; revoke it first or take another name\n"),
            await RunAsync("collect", "token", "add", "a", "--store", Store)
        );
        Assert.Equal(
            (1, "", "weir collect token revoke: b has no token in force; weir collect token list shows them\n"),
            await RunAsync("collect", "token", "revoke", "b", "--store", Store)
        );
    }

    [Fact]
    public async Task A_missing_folder_is_told_with_4()
    {
        Assert.Equal(
            (4, "", $"weir collect: --store: the folder {_folder["no"]} does not exist; make it first\n"),
            await RunAsync("collect", "--listen", "0", "--store", $"sqlite:{_folder["no"]}/weir.db")
        );
    }

    [Fact]
    public async Task A_file_of_another_program_is_told_and_left_alone()
    {
        var file = _folder.Write("other", "not a database, but long enough to look at"u8);

        Assert.Equal(
            (4, "", $"weir collect: --store: {file} is no SQLite database; name another file\n"),
            await RunAsync("collect", "--listen", "0", "--store", $"sqlite:{file}")
        );
        Assert.Equal(["other"], _folder.Names());
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Equal(
            (
                1,
                "",
                $"weir collect: port {port} is in use on 127.0.0.1; stop what has it or name another with --listen\n"
            ),
            await RunAsync("collect", "--listen", $"{port}", "--store", Store)
        );
    }

    [Theory]
    [InlineData("--cert", "none.pem", "--key", "none.key")]
    public async Task A_certificate_that_does_not_exist_is_told_with_2(params string[] options)
    {
        Assert.Equal(
            (2, "", "weir collect: --cert, --key: none.pem does not exist\n"),
            await RunAsync(["collect", "--listen", "0", "--store", Store, .. options])
        );
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_told_with_2()
    {
        var file = _folder.Write("cert.pem", "nothing"u8);
        var (code, _, error) = await RunAsync("collect", "--store", Store, "--cert", file, "--key", file);

        Assert.Equal(2, code);
        Assert.Equal(
            $"weir collect: --cert, --key: {file} and {file} are no PEM certificate and unencrypted key that belong together\n",
            error
        );
    }

    [Theory]
    [InlineData("--open-read is for 127.0.0.1 and [::1] alone", "--open-read", "--listen", "0.0.0.0:7070")]
    [InlineData("--cert needs --key FILE", "--cert", "x")]
    [InlineData("--tls makes a certificate of its own", "--tls", "--cert", "x", "--key", "y")]
    [InlineData("--listen: a collector serves no folder", "--listen", "7070=x")]
    public async Task Options_that_do_not_go_together_are_told(string sentence, params string[] options)
    {
        var (code, _, error) = await RunAsync(["collect", "--store", Store, .. options]);

        Assert.Equal(2, code);
        Assert.StartsWith($"weir collect: {sentence}", error);
    }

    [Fact]
    public async Task A_store_is_needed()
    {
        Assert.Equal(
            (2, "", "weir collect: --store is missing; name the file of the measurements, as sqlite:weir.db\n"),
            await RunAsync("collect")
        );
    }

    [Fact]
    public async Task It_says_where_it_is_and_how_to_add_an_agent_and_ends_with_0()
    {
        using var interrupt = new CancellationTokenSource();
        using var output = new LineWriter();
        using var notes = new LineWriter();
        var exit = CommandLine.RunAsync(
            ["collect", "--listen", "0", "--store", Store],
            new CommandContext(
                new Output(TextWriter.Synchronized(output), TextWriter.Synchronized(notes)),
                TimeProvider.System,
                interrupt.Token
            )
        );

        var line = await output.WaitAsync("collecting at http://127.0.0.1:");
        Assert.EndsWith($"(store {Store})", line);
        await notes.WaitAsync($"weir collect token add NAME --store {Store} > NAME.token");
        await notes.WaitAsync("--every 5m --agent NAME --collector http://127.0.0.1:");
        await interrupt.CancelAsync();
        Assert.Equal(0, await exit);
    }

    [Theory]
    [InlineData("no measurements named; give --store sqlite:FILE or --collector URL")]
    [InlineData(
        "--store and --collector are two places; leave one out",
        "--store",
        "sqlite:x",
        "--collector",
        "http://c"
    )]
    [InlineData("--store: the URL names no database; write postgres://USER@HOST/DATABASE", "--store", "postgres://h/")]
    [InlineData("--collector: \"c:7070\" is no URL; write it as https://HOST:7070", "--collector", "c:7070")]
    [InlineData("--json and --format are two forms; leave one out", "--json", "--format", "csv")]
    [InlineData("--from is not before --to; swap them", "--from", "2026-11-02", "--to", "2026-11-01")]
    [InlineData("--tz: \"Mars\" is no time zone here; write it as Europe/Berlin, UTC or local", "--tz", "Mars")]
    public async Task Mistakes_of_a_report_are_told_with_2(string sentence, params string[] options)
    {
        Assert.Equal((2, "", $"weir report: {sentence}\n"), await RunAsync(["report", .. options]));
    }

    [Fact]
    public async Task A_store_that_does_not_exist_is_not_made_for_a_report()
    {
        Assert.Equal(
            (2, "", $"weir report: --store: {_folder["weir.db"]} does not exist; weir collect makes it\n"),
            await RunAsync("report", "--store", Store)
        );
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_report_replaces_nothing_unasked()
    {
        await RunAsync("collect", "token", "add", "a", "--store", Store);
        var file = _folder.Write("report.html", "mine"u8);

        Assert.Equal(
            (4, "", $"weir report: {file} exists; name another file or give --overwrite\n"),
            await RunAsync("report", "--store", Store, "-o", file)
        );
        Assert.Equal((0, "", ""), await RunAsync("report", "--store", Store, "-o", file, "--overwrite"));
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(new Output(output, error), TimeProvider.System, CancellationToken.None);
        var code = await CommandLine.RunAsync(arguments, context);
        return (code, output.ToString(), error.ToString());
    }
}
