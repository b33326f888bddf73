using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServeCommandTests()
    {
        _folder.Write("a file", "content"u8);
        Directory.CreateDirectory(_folder["other"]);
        _folder.Write("other/a file", "other content"u8);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_is_served_until_a_signal_comes()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0");
        Assert.Matches(
            $"^serving {_folder.Path} at http://127.0.0.1:\\d+/  \\(replica 1\\)$",
            await serve.OutAsync("replica 1")
        );
        Assert.Equal("content", await FetchAsync(serve, 1, "/a%20file"));
        serve.Interrupt();
        Assert.Equal(0, await serve.Exit);
    }

    [Fact]
    public async Task One_file_is_served_at_the_url_that_is_told()
    {
        await using var serve = new RunningServe(_folder["a file"], "--listen", "0");
        Assert.Contains("/a%20file  (replica 1)", await serve.OutAsync("replica 1"), StringComparison.Ordinal);
        Assert.Equal("content", await FetchAsync(serve, 1, "/a%20file"));
    }

    [Fact]
    public async Task Lines_of_stdin_steer_and_its_end_changes_nothing()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0", "--replicas", "2");
        serve.Input.Type(" E1 ");
        await serve.ErrorAsync("replica 1 is stopped");
        await Assert.ThrowsAsync<SocketException>(() => serve.ConnectAsync(1));
        serve.Input.Type("s1");
        await serve.ErrorAsync("replica 1 is serving");
        Assert.Equal("content", await FetchAsync(serve, 1, "/a%20file"));
        serve.Input.Type("2");
        await serve.ErrorAsync("replica 2 is paused");
        serve.Input.Type("r2");
        await serve.ErrorAsync("replica 2 is serving");
        serve.Input.Type("l");
        await serve.ErrorAsync("2  127.0.0.1:");
        serve.Input.Type("x");
        await serve.ErrorAsync("\"x\" is no command");
        serve.Input.Type("3");
        await serve.ErrorAsync("there is no replica 3");
        serve.Input.End();
        Assert.Equal("content", await FetchAsync(serve, 2, "/a%20file"));
        Assert.False(serve.Exit.IsCompleted);
    }

    [Fact]
    public async Task Q_quits()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0");
        serve.Input.Type("q");
        Assert.Equal(0, await serve.Exit);
    }

    [Fact]
    public async Task Replica_can_have_a_folder_of_its_own()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0", "--listen", $"0={_folder["other"]}");
        Assert.Equal("content", await FetchAsync(serve, 1, "/a%20file"));
        Assert.Equal("other content", await FetchAsync(serve, 2, "/a%20file"));
    }

    [Fact]
    public async Task Json_is_one_object_per_line_with_a_summary_at_the_end()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0", "--json", "-i", "10ms");
        var serving = JsonDocument.Parse(await serve.OutAsync("\"serving\"")).RootElement;
        Assert.Equal(1, serving.GetProperty("replica").GetInt32());
        var url = new Uri(serving.GetProperty("url").GetString()!);
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
        await client.GetAsync("/a%20file");
        await client.ReadAsync();
        var status = JsonDocument.Parse(await serve.OutAsync("\"bytes\":7")).RootElement;
        Assert.Equal("status", status.GetProperty("type").GetString());
        serve.Interrupt();
        Assert.Equal(0, await serve.Exit);
        var summary = JsonDocument.Parse(await serve.OutAsync("\"summary\"")).RootElement;
        Assert.Equal(7, summary.GetProperty("items")[0].GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Status_is_told_while_there_is_something_to_tell()
    {
        await using var serve = new RunningServe(_folder.Path, "--listen", "0", "-i", "10ms");
        using var client = await serve.ConnectAsync();
        await client.GetAsync("/a%20file");
        await client.ReadAsync();
        Assert.StartsWith("serving, 1 client, 7 B", await serve.ErrorAsync("7 B"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_told_with_the_remedy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var serve = new RunningServe(_folder.Path, "--listen", $"{port}");
        Assert.Equal(1, await serve.Exit);
        Assert.Equal(
            $"weir serve: port {port} is in use on 127.0.0.1; stop what has it or name another with --listen",
            await serve.ErrorAsync("in use")
        );
    }

    [Theory]
    [InlineData(2, "does not exist", "/no/such/folder")]
    [InlineData(2, "/no/such/folder does not exist", ".", "--listen", "0=/no/such/folder")]
    [InlineData(2, "--listen: ", ".", "--listen", "70000")]
    [InlineData(2, "--replicas counts from one --listen", ".", "--listen", "1..2", "--replicas", "2")]
    [InlineData(2, "--replicas: there are no 10 ports from 65530 on", ".", "--listen", "65530", "--replicas", "10")]
    [InlineData(2, "--rate: ", ".", "--listen", "0", "--rate", "2=1MB/s")]
    [InlineData(2, "--control needs --control-token", ".", "--control", "0")]
    [InlineData(2, "--control-token goes with --control", ".", "--control-token", "f")]
    [InlineData(2, "--control: ", ".", "--control", "1..2", "--control-token", "f")]
    [InlineData(2, "--interval: ", ".", "-i", "0")]
    [InlineData(4, "cannot be written", ".", "--listen", "0", "--access-log", "/no/such/folder/log")]
    [InlineData(
        1,
        "the token file",
        ".",
        "--listen",
        "0",
        "--control",
        "0",
        "--control-token",
        "/no/such/folder/token"
    )]
    [InlineData(1, "is not an address of this machine", ".", "--listen", "192.0.2.1:0")]
    public async Task Mistake_gets_one_sentence(int code, string sentence, params string[] arguments)
    {
        await using var serve = new RunningServe(arguments);
        Assert.Equal(code, await serve.Exit);
        Assert.StartsWith("weir serve: ", await serve.ErrorAsync(sentence), StringComparison.Ordinal);
    }

    private static async Task<string> FetchAsync(RunningServe serve, int replica, string target)
    {
        using var client = await serve.ConnectAsync(replica);
        await client.GetAsync(target);
        return (await client.ReadAsync()).Text;
    }
}
