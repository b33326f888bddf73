using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.Collector.Tokens;
using Weir.Measurements.Units;

namespace Weir.FunctionalTests.Collector;

/// <summary>What agents must not do, and what comes of it: nothing of it spoils what others have sent.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Attacks =
    [
        "'; drop table measurement; --",
        "x' or '1'='1",
        "$(reboot)",
        "<script>alert(1)</script>",
        "\\u003cimg src=x onerror=alert(1)\\u003e",
        "=cmd|' /C calc'!A0",
        "../../etc/passwd",
        "%s%n%x {0}",
        "\\u202egnp.exe",
        "\\ud83d\\udca3",
    ];

    [Fact]
    public async Task Statements_and_scripts_in_every_field_are_text()
    {
        await using var collector = await RunningCollector.StartAsync();
        foreach (var attack in Attacks)
        {
            var line =
                $$"""{"type":"transfer","id":"{{attack}}","started_at":"2026-11-02T00:00:00Z","agent":"{{attack}}","target":"{{attack}}","run_id":"{{attack}}","client":"{{attack}}","file":"{{attack}}","outcome":"ok","bytes":1,"error":"{{attack}}","sources":[{"url":"{{attack}}","reason":"{{attack}}"}],"{{attack}}":"{{attack}}"}""";
            Assert.Equal("""{"accepted":1,"duplicates":0,"rejected":[]}""", await collector.SendAsync(line));
            var plain = JsonDocument.Parse($"\"{attack}\"").RootElement.GetString()!;
            var query = $"api/v1/measurements?agent={Uri.EscapeDataString(plain)}&target={Uri.EscapeDataString(plain)}";
            var (status, text) = await collector.GetAsync(query, "application/x-ndjson");
            Assert.Equal((HttpStatusCode.OK, line + "\n"), (status, text));
        }

        // A kind may be anything that is short.
        foreach (var attack in Attacks.Where(attack => attack.Length <= 32))
            await collector.SendAsync(Records.Transfer($"kind {attack}").Replace("transfer", attack));
        var agents = (await collector.JsonAsync("api/v1/agents")).GetProperty("items");
        Assert.Equal(Attacks.Length + 1, agents.GetArrayLength());
        foreach (var path in new[] { "agents", "targets", "measurements", "summary", "series", "hours", "analysis" })
            Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync($"api/v1/{path}")).Status);
        using var answer = await collector.Client.GetAsync(
            new Uri("api/v1/measurements", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Statements_in_parameters_are_text_too()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"));
        foreach (var attack in Attacks)
        {
            foreach (var name in new[] { "agent", "target", "kind" })
            {
                var found = await collector.JsonAsync($"api/v1/measurements?{name}={Uri.EscapeDataString(attack)}");
                Assert.Equal(0, found.GetProperty("items").GetArrayLength());
            }
        }

        Assert.Equal(1, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("agent=a%00b", "agent: no name holds a control character")]
    [InlineData("target=%1b", "target: no name holds a control character")]
    [InlineData("kind=a%0Ab", "kind: no name holds a control character")]
    [InlineData("cursor=MToxOgA", "cursor: it is not one that an answer's \"next\" gave")]
    public async Task A_parameter_that_no_store_can_hold_is_the_askers_mistake(string query, string problem)
    {
        await using var collector = await RunningCollector.StartAsync();
        var (status, text) = await collector.GetAsync($"api/v1/measurements?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var said = JsonDocument.Parse(text);
        Assert.Equal(problem, said.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Half_a_body_is_not_acknowledged_and_counts_once_when_it_comes_whole()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.Read | TokenScopes.Write);
        var token = collector.Client.DefaultRequestHeaders.Authorization!.Parameter;
        var lines = Enumerable.Range(0, 1500).Select(i => Records.Transfer($"{i}")).ToList();
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        using (var socket = new TcpClient(collector.Url.Host, collector.Url.Port))
        {
            var stream = socket.GetStream();
            stream.Write(
                Encoding.ASCII.GetBytes(
                    $"POST /api/v1/measurements HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                        + $"Content-Length: {body.Length}\r\n\r\n"
                )
            );
            stream.Write(body.AsSpan(0, body.Length - 100));
            socket.Client.Shutdown(SocketShutdown.Send);
            Assert.DoesNotContain("200 OK", await RestAsync(stream));
        }

        using var said = JsonDocument.Parse(await collector.SendAsync(lines));
        Assert.Equal(
            1500,
            said.RootElement.GetProperty("accepted").GetInt32() + said.RootElement.GetProperty("duplicates").GetInt32()
        );
        var item = (await collector.JsonAsync("api/v1/summary")).GetProperty("items")[0];
        Assert.Equal(1500, item.GetProperty("downloads").GetInt64());
    }

    [Fact]
    public async Task A_sender_that_trickles_is_cut_off_and_others_are_served_meanwhile()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.Read | TokenScopes.Write);
        var token = collector.Client.DefaultRequestHeaders.Authorization!.Parameter;
        using var socket = new TcpClient(collector.Url.Host, collector.Url.Port);
        var stream = socket.GetStream();
        stream.Write(
            Encoding.ASCII.GetBytes(
                $"POST /api/v1/measurements HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                    + $"Content-Length: 100000\r\n\r\n{Records.Transfer("slow")}\n"
            )
        );
        Assert.Equal(
            """{"accepted":1,"duplicates":0,"rejected":[]}""",
            await collector.SendAsync(Records.Transfer("1"))
        );

        // It never ends its body: without a bound this would wait for ever.
        Assert.DoesNotContain("200 OK", await RestAsync(stream));
        Assert.Single((await collector.JsonAsync("api/v1/measurements")).GetProperty("items").EnumerateArray());
    }

    /// <summary>It may close without a word, or reset; what it must not do is say that it has them.</summary>
    private static async Task<string> RestAsync(Stream stream)
    {
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
                said.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // A reset.
        }

        return said.ToString();
    }

    [Fact]
    public async Task What_is_no_text_is_refused_by_its_line()
    {
        await using var collector = await RunningCollector.StartAsync();
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(Records.Transfer("1") + "\n"),
            .. Encoding.UTF8.GetBytes(Records.Transfer("2", agent: "?")).Select(b => b == (byte)'?' ? (byte)0xff : b),
            (byte)'\n',
            .. Encoding.UTF8.GetBytes(Records.Transfer("3", agent: "\\ud800") + "\n"),
            .. Encoding.UTF8.GetBytes(Records.Transfer("4", agent: "\\u0000") + "\n"),
            .. Encoding.UTF8.GetBytes(new string('[', 5000) + "\n"),
            .. Encoding.UTF8.GetBytes(Records.Transfer("6")),
        ];
        using var answer = await collector.PostAsync(body);

        Assert.Equal(
            """{"accepted":2,"duplicates":0,"rejected":[{"line":2,"reason":"the line is not UTF-8"},{"line":3,"reason":"a text in the line is not Unicode"},{"line":4,"reason":"agent is not a text of 1 to 2048 bytes"},{"line":5,"reason":"the line is not JSON"}]}""",
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd()
        );
    }

    [Fact]
    public async Task A_line_that_is_too_long_spoils_no_other()
    {
        await using var collector = await RunningCollector.StartAsync(limits: new() { Line = ByteSize.KiB });
        Assert.Equal(
            """{"accepted":2,"duplicates":0,"rejected":[{"line":2,"reason":"the line is longer than 1 KiB"}]}""",
            await collector.SendAsync(
                Records.Transfer("1"),
                Records.Transfer("2", target: new string('t', 2000)),
                Records.Transfer("3")
            )
        );
    }

    [Fact]
    public async Task Too_many_lines_are_refused_whole()
    {
        await using var collector = await RunningCollector.StartAsync(limits: new() { Lines = 10 });
        using var answer = await collector.PostAsync(
            Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 11).Select(i => Records.Transfer($"{i}"))))
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_clock_years_off_spoils_no_sums_of_others()
    {
        await using var collector = await RunningCollector.StartAsync();
        Assert.Equal(
            """{"accepted":3,"duplicates":0,"rejected":[{"line":2,"reason":"started_at is not a time as 2026-11-21T03:20:00Z"},{"line":5,"reason":"started_at is not a time as 2026-11-21T03:20:00Z"}]}""",
            await collector.SendAsync(
                Records.Transfer("now"),
                Records.Transfer("no battery", DateTimeOffset.UnixEpoch),
                Records.Transfer("old", new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), agent: "slow"),
                Records.Transfer("new", new DateTimeOffset(2091, 1, 1, 0, 0, 0, TimeSpan.Zero), agent: "fast"),
                Records.Transfer("far", new DateTimeOffset(9999, 12, 31, 23, 0, 0, TimeSpan.Zero), agent: "fast")
            )
        );

        var items = (await collector.JsonAsync("api/v1/summary?from=2026-11-01&to=2026-12-01")).GetProperty("items");
        var item = Assert.Single(items.EnumerateArray());
        Assert.Equal(("site-a", 1), (item.GetProperty("agent").GetString(), item.GetProperty("downloads").GetInt32()));
        Assert.Equal(3, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_agent_that_makes_up_targets_is_stopped_by_a_clear_answer_and_others_go_on()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var said = JsonDocument.Parse(
            await collector.SendAsync(
                Enumerable.Range(0, 10_000).Select(i => Records.Transfer($"{i}", target: $"t{i}", agent: "liar"))
            )
        );
        Assert.Equal(1000, said.RootElement.GetProperty("accepted").GetInt32());
        Assert.Equal(9000, said.RootElement.GetProperty("rejected").GetArrayLength());
        Assert.Equal(
            "this agent has as many targets as one may have; give targets fewer names with --target",
            said.RootElement.GetProperty("rejected")[0].GetProperty("reason").GetString()
        );
        Assert.Equal(
            """{"accepted":2,"duplicates":0,"rejected":[]}""",
            await collector.SendAsync(
                Records.Transfer("known", target: "t7", agent: "liar"),
                Records.Transfer("honest", target: "t9999")
            )
        );
    }

    [Fact]
    public async Task Two_agents_of_one_name_both_keep_their_records()
    {
        await using var collector = await RunningCollector.StartAsync();
        var (one, other) = (
            Enumerable.Range(0, 20).Select(i => Records.Transfer($"one-{i}")),
            Enumerable.Range(0, 20).Select(i => Records.Transfer($"other-{i}"))
        );
        await Task.WhenAll(collector.SendAsync(one), collector.SendAsync(other));

        var item = Assert.Single((await collector.JsonAsync("api/v1/summary")).GetProperty("items").EnumerateArray());
        Assert.Equal(40, item.GetProperty("downloads").GetInt64());
    }

    [Fact]
    public async Task One_id_is_one_record_whoever_sends_it()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(Records.Transfer("1"));

        Assert.Equal(
            """{"accepted":0,"duplicates":1,"rejected":[]}""",
            await collector.SendAsync(Records.Transfer("1", agent: "thief", bytes: 5))
        );
        var items = (await collector.JsonAsync("api/v1/measurements")).GetProperty("items");
        Assert.Equal("site-a", Assert.Single(items.EnumerateArray()).GetProperty("agent").GetString());
    }

    [Fact]
    public async Task Bombs_within_bombs_and_what_follows_them_are_refused()
    {
        await using var collector = await RunningCollector.StartAsync(
            limits: new() { Inflated = ByteSize.MiB, Line = ByteSize.KiB }
        );
        var bomb = RunningCollector.Gzip(new byte[4 << 20]);
        foreach (var body in new[] { bomb, [.. bomb, .. bomb], RunningCollector.Gzip(bomb) })
        {
            using var answer = await collector.PostAsync(body, "gzip");
            // Inflated once, the inner bomb is a line that is no record.
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.OK)
                Assert.StartsWith(
                    "{\"accepted\":0,",
                    await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                );
        }

        Assert.Equal(0, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
    }
}
