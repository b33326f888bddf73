using Weir.Analysis.Runs;
using Weir.Load.ServerLogs;
using Weir.UnitTests.Analysis.Runs;

namespace Weir.UnitTests.Load.ServerLogs;

public sealed class ServerSidesTests
{
    private const string Line =
        """{"type":"access","at":"2026-11-21T03:20:00.5Z","port":8000,"client":"127.0.0.1:40000","bytes":1000,"duration_s":1.5,"run_id":"lab3","client_name":"1","tcp":{"retransmits":7},"more":[1]}""";

    [Fact]
    public void An_answer_is_read_from_the_line_of_a_log()
    {
        var entry = ServerLogEntry.Parse(Line)!;

        Assert.Equal(("lab3", "1", 40000, 8000), (entry.RunId, entry.Name, entry.ClientPort, entry.Port));
        Assert.Equal((1000, 7), (entry.Bytes, entry.Retransmits));
        Assert.Equal(TimeSpan.FromSeconds(1.5), entry.Duration);
        Assert.Equal(SampleRuns.Then.AddSeconds(0.5), entry.At);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"bytes":-1}""")]
    [InlineData("""{"bytes":"many"}""")]
    public void What_is_no_answer_is_passed_over(string line) => Assert.Null(ServerLogEntry.Parse(line));

    [Fact]
    public void A_dash_of_another_servers_log_is_nothing()
    {
        var entry = ServerLogEntry.Parse("""{"bytes":1,"client":"[::1]:5","client_name":"-","run_id":"-"}""")!;

        Assert.Null(entry.Name);
        Assert.Equal(5, entry.ClientPort);
    }

    [Fact]
    public void Answers_find_their_client_by_name_and_run()
    {
        var joined = Join(
            [SampleRuns.Client("1", seconds: 1) with { LocalPort = null }, SampleRuns.Client("2", seconds: 1)],
            Line,
            Line.Replace("lab3", "lab2", StringComparison.Ordinal)
        );

        Assert.Equal(new ServerSide(1000, TimeSpan.FromSeconds(1.5), 8000, 7), joined[0].Server);
        Assert.Null(joined[1].Server);
    }

    [Fact]
    public void Without_a_name_the_port_tells()
    {
        var joined = Join(
            [SampleRuns.Client("1", seconds: 1), SampleRuns.Client("2", seconds: 1) with { LocalPort = 40001 }],
            """{"bytes":1000,"client":"127.0.0.1:40000"}""",
            """{"bytes":500,"client":"127.0.0.1:40001","port":80}"""
        );

        Assert.Equal(
            [new ServerSide(1000, null, null, null), new ServerSide(500, null, 80, null)],
            joined.Select(c => c.Server)
        );
    }

    [Fact]
    public void Several_answers_add_up_and_span_their_time()
    {
        var joined = Join(
            [SampleRuns.Client("1", seconds: 1)],
            Line,
            Line.Replace("00.5Z", "03Z", StringComparison.Ordinal).Replace(":7}", ":9}", StringComparison.Ordinal)
        );

        Assert.Equal(new ServerSide(2000, TimeSpan.FromSeconds(4), 8000, 9), joined[0].Server);
    }

    private static IReadOnlyList<ClientResult> Join(ClientResult[] clients, params string[] lines) =>
        ServerSides.Join(clients, [.. lines.Select(line => ServerLogEntry.Parse(line)!)]);
}
