using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Origin.Runs;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Runs;

public sealed class RunBarrierTests : IAsyncDisposable
{
    private const int Size = 300_000;
    private static readonly TestContent Content = new(Size);

    private readonly RunNewsLog _news = new();
    private TestOrigin? _origin;

    public async ValueTask DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
    }

    [Fact]
    public async Task Files_are_held_until_all_clients_are_there()
    {
        await StartAsync(clients: 2);
        using var first = await AskAsync("ann");
        Assert.Equal(102, (await first.ReadAsync()).Status);
        Assert.Equal(1, _origin!.Server.Runs!.Status.Ready);

        using var second = await AskAsync("bob");
        Assert.Equal(Content.Bytes.ToArray(), (await FinalAsync(first)).Body);
        Assert.Equal(Content.Bytes.ToArray(), (await FinalAsync(second)).Body);
    }

    /// <summary>The rate lets 4 KiB go at once, and hardly more in a lifetime: room for the heads alone.</summary>
    [Fact]
    public async Task All_clients_of_a_round_get_their_head_before_anyone_gets_its_body()
    {
        await StartAsync(clients: 6);
        await _origin!.First.SetRateAsync(BitRate.FromBytesPerSecond(1));
        var clients = new List<RawClient>();
        for (var i = 0; i < 6; i++)
            clients.Add(await AskAsync($"client {i}"));

        foreach (var client in clients)
        {
            while ((await client.ReadAsync(toHead: true)).Status == 102)
                continue;
            client.Dispose();
        }
    }

    [Fact]
    public async Task The_board_names_who_is_ready_and_who_is_at_work()
    {
        await StartAsync(clients: 2);
        using var first = await AskAsync("ann");
        Assert.Equal(102, (await first.ReadAsync()).Status);
        Assert.Equal(["ann"], _origin!.Server.Runs!.Board.Ready);

        using var second = await AskAsync("bob");
        Assert.Equal(200, (await FinalAsync(first)).Status);
        using var third = await AskAsync("eva");
        Assert.Equal(102, (await third.ReadAsync()).Status);
        Assert.Equal(["eva"], _origin.Server.Runs.Board.Ready);
        Assert.Contains("bob", _origin.Server.Runs.Board.AtWork);
    }

    /// <summary>U+009B begins a command to a terminal, and a field may hold it.</summary>
    [Fact]
    public async Task A_name_steers_no_screen()
    {
        await StartAsync(clients: 2);
        using var client = await AskAsync("ann\u009b31m");
        Assert.Equal(102, (await client.ReadAsync()).Status);

        Assert.DoesNotContain(Assert.Single(_origin!.Server.Runs!.Board.Ready), char.IsControl);
    }

    [Fact]
    public async Task A_connection_without_a_name_is_a_client()
    {
        await StartAsync(clients: 2);
        using var first = await AskAsync(null);
        using var second = await AskAsync(null);

        Assert.Equal(200, (await FinalAsync(first)).Status);
        Assert.Equal(200, (await FinalAsync(second)).Status);
        var outcome = await _news.FinishedAsync();
        Assert.Equal(
            new[] { $"{first.Socket.LocalEndPoint}", $"{second.Socket.LocalEndPoint}" }.Order(),
            outcome.Clients.Select(client => client.Client).Order()
        );
    }

    [Fact]
    public async Task Several_connections_of_one_name_are_one_client()
    {
        await StartAsync(clients: 2);
        using var one = await AskAsync("ann");
        using var other = await AskAsync("ann");
        Assert.Equal(102, (await one.ReadAsync()).Status);
        Assert.Equal(102, (await other.ReadAsync()).Status);
        Assert.Equal(1, _origin!.Server.Runs!.Status.Ready);

        using var second = await AskAsync("bob");
        Assert.Equal(200, (await FinalAsync(one)).Status);
        Assert.Equal(200, (await FinalAsync(other)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_disconnects_while_held_leaves_the_count(bool isInOrder)
    {
        await StartAsync(clients: 2);
        var first = await AskAsync("ann");
        Assert.Equal(102, (await first.ReadAsync()).Status);
        if (!isInOrder)
            first.Socket.LingerState = new(enable: true, seconds: 0);
        first.Dispose();
        await _news.ReadyAsync(0);

        using var second = await AskAsync("bob");
        Assert.Equal(102, (await second.ReadAsync()).Status);
        Assert.Equal(1, _origin!.Server.Runs!.Status.Ready);
    }

    [Fact]
    public async Task A_held_client_is_told_again_and_again()
    {
        await StartAsync(clients: 2);
        using var client = await AskAsync("ann");

        for (var i = 0; i < 3; i++)
            Assert.Equal(102, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task Only_files_are_held()
    {
        await StartAsync(clients: 2);

        Assert.Equal(404, (await _origin!.GetAsync("/none")).Status);
        Assert.Equal(200, (await _origin.GetAsync("/file", method: "HEAD")).Status);
        Assert.Equal(200, (await _origin.GetAsync("/")).Status);
        Assert.Equal(416, (await _origin.GetAsync("/file", "Range: bytes=900000-\r\n")).Status);
        Assert.Equal(0, _origin.Server.Runs!.Status.Ready);
    }

    [Fact]
    public async Task Further_ranges_pass_and_the_next_transfer_is_of_the_next_round()
    {
        await StartAsync(clients: 1);
        using var client = await AskAsync("ann", "Range: bytes=0-0\r\n");
        Assert.Equal(206, (await FinalAsync(client)).Status);
        await client.GetAsync("/file", "Weir-Client: ann\r\nRange: bytes=1-\r\n");
        Assert.Equal(Size - 1, (await FinalAsync(client)).Body.Length);
        Assert.Equal("lab3", (await _news.FinishedAsync()).Run.Id);

        await client.GetAsync("/file", "Weir-Client: ann\r\n");
        Assert.Equal("lab3-2", (await FinalAsync(client))["Weir-Run"]);
        Assert.Equal("lab3-2", (await _news.FinishedAsync(outcome => outcome.Run.Id != "lab3")).Run.Id);
    }

    [Fact]
    public async Task A_round_leaves_the_servers_own_counts()
    {
        await StartAsync(clients: 2);
        using var whole = await AskAsync("ann");
        using var part = await AskAsync("bob", "Range: bytes=0-99\r\n");
        Assert.Equal(200, (await FinalAsync(whole)).Status);
        Assert.Equal(206, (await FinalAsync(part)).Status);
        await _origin!.Server.Runs!.EndAsync();
        var outcome = await _news.FinishedAsync();

        Assert.Equal((2, 1, 1), (outcome.Run.Clients, outcome.Run.Ok, outcome.Run.Failed));
        var (ann, bob) = (
            outcome.Clients.Single(c => c.Client == "ann"),
            outcome.Clients.Single(c => c.Client == "bob")
        );
        Assert.Equal((TransferOutcome.Ok, Size, Size), (ann.Outcome, ann.Bytes, ann.Server!.Bytes));
        Assert.Equal((TransferOutcome.Failed, 100), (bob.Outcome, bob.Bytes));
        Assert.Equal(_origin.EndPoint.Port, ann.Server.Port);
        Assert.NotNull(ann.Duration);
        Assert.NotNull(outcome.Run.StartSpread);
    }

    [Fact]
    public async Task A_receipt_is_taken_once_and_ends_the_round()
    {
        await StartAsync(clients: 1);
        var url = await ReceiptUrlAsync();

        Assert.Equal(204, (await PostAsync(url, Receipt(Size))).Status);
        var outcome = await _news.FinishedAsync();
        Assert.Equal(new string('a', 64), Assert.Single(outcome.Clients).Sha256);
        Assert.Equal(409, (await PostAsync(url, Receipt(Size))).Status);
    }

    [Fact]
    public async Task A_late_receipt_amends_the_run()
    {
        await StartAsync(clients: 1);
        var url = await ReceiptUrlAsync();
        Assert.Null(Assert.Single((await _news.FinishedAsync()).Clients).Sha256);

        Assert.Equal(204, (await PostAsync(url, Receipt(Size))).Status);
        await _news.FinishedAsync(outcome => outcome.Clients[0].Sha256 is not null);
    }

    [Fact]
    public async Task The_receipt_goes_to_the_host_that_the_target_names()
    {
        await StartAsync(clients: 1);
        using var client = await _origin!.ConnectAsync();
        await client.GetAsync("http://front.example/file", "Weir-Client: ann\r\n");

        Assert.StartsWith(
            "http://front.example/",
            (await FinalAsync(client))["Weir-Receipt"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_receipt_never_makes_more_of_a_transfer_than_the_server_sent()
    {
        await StartAsync(clients: 1);
        using var client = await AskAsync("ann", "Range: bytes=0-99\r\n");
        var url = new Uri((await FinalAsync(client))["Weir-Receipt"]!);

        Assert.Equal(204, (await PostAsync(url, Receipt(Size))).Status);
        var row = Assert.Single((await _news.FinishedAsync()).Clients);
        Assert.Equal(TransferOutcome.Failed, row.Outcome);
        Assert.Equal(100, row.Server!.Bytes);
    }

    [Fact]
    public async Task What_is_no_receipt_is_refused()
    {
        await StartAsync(clients: 1);
        var url = await ReceiptUrlAsync();

        Assert.Equal(400, (await PostAsync(url, "{}")).Status);
        Assert.Equal(400, (await PostAsync(url, "[")).Status);
        Assert.Equal(413, (await PostAsync(url, new string(' ', (64 * 1024) + 1))).Status);
        Assert.Equal(404, (await PostAsync(new Uri(url, "0123456789abcdef"), Receipt(Size))).Status);
        Assert.Equal(404, (await PostAsync(new Uri(url, "/.weir/runs/x"), Receipt(Size))).Status);
        var got = await _origin!.GetAsync(url.AbsolutePath);
        Assert.Equal((405, "POST"), (got.Status, got["Allow"]));
        Assert.Equal(405, (await PostAsync(new Uri(url, "/file"), Receipt(Size))).Status);
        Assert.Equal(204, (await PostAsync(url, Receipt(Size))).Status);
    }

    [Theory]
    [InlineData("\"sources\":[null]")]
    [InlineData("\"duration_s\":-900000000000")]
    [InlineData("\"duration_s\":1e300")]
    [InlineData("\"response_s\":-1")]
    [InlineData("\"sources\":[{\"url\":\"u\",\"state\":\"done\",\"bytes\":9223372036854775807}]")]
    [InlineData("\"sources\":[{\"url\":\"u\",\"state\":\"done\",\"bytes\":-1}]")]
    public async Task Numbers_that_no_transfer_has_are_refused_and_the_server_goes_on(string member)
    {
        await StartAsync(clients: 1);
        var url = await ReceiptUrlAsync();
        var receipt = Receipt(Size);

        Assert.Equal(400, (await PostAsync(url, $"{receipt.AsSpan(0, receipt.Length - 1)},{member}}}")).Status);
        Assert.Equal(204, (await PostAsync(url, receipt)).Status);
        await _news.FinishedAsync(outcome => outcome.Clients[0].Sha256 is not null);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        await StartAsync(clients: 1);
        using var client = await AskAsync(new string('n', 129));

        Assert.Equal(400, (await client.ReadAsync()).Status);
        Assert.Equal(0, _origin!.Server.Runs!.Status.Ready);
    }

    [Fact]
    public async Task An_origin_stops_while_clients_are_held()
    {
        await StartAsync(clients: 2);
        using var client = await AskAsync("ann");
        Assert.Equal(102, (await client.ReadAsync()).Status);
        await _origin!.DisposeAsync();
        _origin = null;

        Assert.True(await client.IsClosedAsync());
    }

    private async Task StartAsync(int clients)
    {
        _origin = await TestOrigin.StartAsync(
            folder => folder.Write("root/file", Content.Bytes.Span),
            change: options =>
                options with
                {
                    Runs = new RunOptions
                    {
                        Clients = clients,
                        Name = "lab3",
                        News = _news.Add,
                    },
                }
        );
    }

    private async Task<RawClient> AskAsync(string? name, string fields = "")
    {
        var client = await _origin!.ConnectAsync();
        return await client.GetAsync("/file", fields + (name is null ? "" : $"Weir-Client: {name}\r\n"));
    }

    /// <summary>The answer after the interim ones.</summary>
    private static async Task<RawAnswer> FinalAsync(RawClient client)
    {
        var answer = await client.ReadAsync();
        while (answer.Status == 102)
            answer = await client.ReadAsync();
        return answer;
    }

    /// <summary>Fetches the file as a client of the round, and gives where its receipt goes.</summary>
    private async Task<Uri> ReceiptUrlAsync()
    {
        using var client = await AskAsync("ann");
        return new Uri((await FinalAsync(client))["Weir-Receipt"]!);
    }

    private async Task<RawAnswer> PostAsync(Uri url, string body)
    {
        using var client = await _origin!.ConnectAsync();
        var length = Encoding.UTF8.GetByteCount(body);
        await client.SendAsync(
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: weir.test\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        return await client.ReadAsync();
    }

    private string Receipt(long bytes) =>
        MeasurementsJson.ToLine(
            new TransferRecord
            {
                Id = "1",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "a",
                Target = "t",
                Outcome = TransferOutcome.Ok,
                Bytes = bytes,
                Sha256 = new string('a', 64),
                Sources =
                [
                    new SourceRecord
                    {
                        Url = "http://weir.test/file",
                        Address = $"{_origin!.EndPoint}",
                        Bytes = bytes,
                        State = SourceState.Done,
                    },
                ],
            }
        );
}
