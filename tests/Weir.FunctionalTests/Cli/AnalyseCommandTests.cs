using System.Text.Json;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

public sealed class AnalyseCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_simulated_is_found_again()
    {
        var file = await SimulateAsync("evening-peak", "--agents", "1", "--every", "15m");

        var (code, text, error) = await RunAsync("analyse", file, "--tz", "UTC", "--json");

        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(text.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("analysis", json.RootElement.GetProperty("type").GetString());
        var series = json.RootElement.GetProperty("series").EnumerateArray().ToList();
        Assert.Equal(8, series.Count);
        // Ten packets in a quarter of an hour are too few to see 2 % of loss.
        Assert.All(
            series.Where(one => one.GetProperty("metric").GetString() != "loss_ratio"),
            one => Assert.Equal("recurring", one.GetProperty("congestion").GetProperty("verdict").GetString())
        );
        var window = series[0].GetProperty("congestion").GetProperty("windows")[0];
        Assert.InRange(Time(window, "from"), new TimeOnly(18, 30), new TimeOnly(19, 30));
        Assert.InRange(Time(window, "to"), new TimeOnly(22, 30), new TimeOnly(23, 30));
        Assert.True(window.GetProperty("p_value").GetDouble() <= 0.005);
        var demand = series[0].GetProperty("busiest_hour").GetProperty("demand");
        Assert.Matches("^(ok|undecided)$", demand.GetProperty("status").GetString());
        Assert.Equal(2, demand.GetProperty("interval").GetArrayLength());
    }

    [Fact]
    public async Task The_page_says_it_in_words_and_the_table_line_by_line()
    {
        var file = await SimulateAsync("weekday-evenings", "--agents", "1", "--targets", "1", "--every", "15m");
        var page = _folder["report.html"];

        Assert.Equal((0, "", ""), await RunAsync("analyse", file, "--tz", "UTC", "-o", page));
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("Recurring congestion from 19:", html);
        Assert.Contains("Verdicts by series", html);
        var table = (await RunAsync("analyse", file, "--tz", "UTC", "--format", "csv")).Out;
        Assert.StartsWith("agent,target,metric,n,median,", table);
        Assert.Equal(5, table.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:00Z")]
    public async Task A_clock_that_was_never_set_is_no_measurement(string time)
    {
        var file = _folder["clock.csv"];
        await File.WriteAllTextAsync(
            file,
            $"agent,target,timestamp,sent,lost,rtt_p50_s\na,t,{time},10,0,0.01\na,t,2026-01-01T00:00:00Z,10,0,0.01\n",
            TestContext.Current.CancellationToken
        );

        var (code, text, error) = await RunAsync("analyse", file, "--tz", "UTC");

        Assert.Equal(0, code);
        Assert.StartsWith("2026-01-01 00:00 to 2026-01-01 00:15 (UTC)", text);
        Assert.Contains($"\"{time}\" is no time", error);
    }

    [Fact]
    public async Task A_split_that_leaves_one_side_empty_is_a_mistake()
    {
        var file = await SimulateAsync("quiet", "--agents", "1", "--targets", "1", "--days", "2");

        var (code, text, error) = await RunAsync("analyse", file, "--tz", "UTC", "--split", "2027-01-01");

        Assert.Equal((2, ""), (code, text));
        Assert.Contains("--split: no series has measurements both before 2027-01-01 and from then on", error);
    }

    [Fact]
    public async Task A_record_that_comes_twice_counts_once()
    {
        var file = await SimulateAsync("quiet", "--agents", "1", "--targets", "1", "--days", "2");

        var once = await RunAsync("analyse", file, "--tz", "UTC", "--json");
        var twice = await RunAsync("analyse", file, file, "--tz", "UTC", "--json");

        Assert.Equal(once.Out, twice.Out);
        Assert.Contains("records came more than once and count once", twice.Error);
    }

    [Fact]
    public async Task A_table_of_probes_is_read_too()
    {
        var file = _folder.Write(
            "probes.csv",
            "timestamp,agent,target,sent,lost,rtt_p50_s\r\n2026-11-02T10:00:00Z,a,\"b,c\",10,1,0.02\n"u8
        );

        var (code, text, _) = await RunAsync("analyse", file, "--tz", "UTC", "--json");

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(text);
        var series = json.RootElement.GetProperty("series");
        Assert.Equal("b,c", series[0].GetProperty("target").GetString());
        Assert.Equal("insufficient", series[0].GetProperty("congestion").GetProperty("verdict").GetString());
        Assert.Equal("loss_ratio", series[1].GetProperty("metric").GetString());
    }

    [Fact]
    public async Task What_is_no_measurement_is_told()
    {
        var file = _folder.Write("x.ndjson", "{\"type\":\"progress\"}\n"u8);

        Assert.Equal(
            (1, "", $"weir analyse: no line is a measurement; {file}, line 1: id is missing\n"),
            await RunAsync("analyse", file)
        );
        Assert.Equal(
            (2, "", $"weir analyse: {_folder["no"]} does not exist; name a file of records\n"),
            await RunAsync("analyse", _folder["no"])
        );
        var table = _folder.Write("x.csv", "a,b\n1,2\n"u8);
        Assert.Equal(
            (
                1,
                "",
                $"weir analyse: {table} is neither records as NDJSON nor a table of them: it has no column agent\n"
            ),
            await RunAsync("analyse", table)
        );
    }

    [Fact]
    public async Task A_scenario_that_does_not_exist_is_told_with_those_that_do()
    {
        var (code, _, error) = await RunAsync("simulate", "--scenario", "party");

        Assert.Equal(2, code);
        Assert.StartsWith("weir simulate: --scenario: there is no \"party\"; there are quiet, evening-peak", error);
    }

    private static TimeOnly Time(JsonElement window, string name) =>
        TimeOnly.ParseExact(window.GetProperty(name).GetString()!, "HH:mm");

    private async Task<string> SimulateAsync(string scenario, params string[] options)
    {
        var file = _folder[$"{scenario}.ndjson"];
        Assert.Equal(
            (0, "", ""),
            await RunAsync(["simulate", "--scenario", scenario, "--seed", "7", "-o", file, .. options])
        );
        return file;
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
