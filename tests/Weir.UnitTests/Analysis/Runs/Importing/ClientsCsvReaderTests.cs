using System.Globalization;
using Weir.Analysis.Runs;
using Weir.Analysis.Runs.Importing;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Analysis.Runs.Importing;

public sealed class ClientsCsvReaderTests
{
    [Fact]
    public void The_table_that_a_course_has_published_gives_its_rates()
    {
        (int Clients, double Megabytes, double Slowest)[] published =
        [
            (1, 102.4, 0.69),
            (1, 256, 1.48),
            (5, 102.4, 1.25),
            (5, 256, 3.23),
            (10, 102.4, 2.61),
            (10, 256, 6.56),
        ];
        var rows = published.SelectMany(
            (run, i) =>
                Enumerable
                    .Range(1, run.Clients)
                    .Select(client =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"run {i + 1},{client},ok,{run.Megabytes * 1e6:0},{run.Slowest - (client == 1 ? 0 : 0.1)}"
                        )
                    )
        );
        var runs = Runs("run_id,client,outcome,bytes,duration_s\n" + string.Join('\n', rows));

        Assert.Equal(
            [148.4, 173.0, 409.6, 396.3, 392.3, 390.2],
            runs.Select(run => Math.Round(run.Run.GlobalRate!.Value.BytesPerSecond / 1e6, 1))
        );
        Assert.Equal(published.Select(run => run.Slowest), runs.Select(run => run.Run.Slowest!.Value.TotalSeconds));
        Assert.Equal(published.Select(run => run.Clients), runs.Select(run => run.Run.Ok));
    }

    [Fact]
    public void What_Weir_writes_it_reads()
    {
        ClientResult[] clients =
        [
            SampleRuns.Client("Zoë, 3", seconds: 2) with
            {
                Server = new ServerSide(1_000_001, TimeSpan.FromSeconds(1.5), 8000, 7),
            },
            SampleRuns.Client("2", seconds: 1) with
            {
                Outcome = TransferOutcome.Corrupt,
                Error = "it said \"no\"",
            },
        ];
        using var text = new StringReader(ClientsCsv.Header + string.Concat(clients.Select(ClientsCsv.Line)));

        Assert.Equal(clients, ClientsCsvReader.Read(text));
    }

    [Fact]
    public void Columns_come_in_any_order_and_others_are_passed_over()
    {
        var run = Assert.Single(Runs("note,bytes,client,duration_s,outcome,run_id\nx,10,a,1,ok,r\ny,0,b,,failed,r\n"));

        Assert.Equal(("r", 2, 1, 1), (run.Run.Id, run.Run.Clients, run.Run.Ok, run.Run.Failed));
        Assert.Null(run.Run.StartSpread);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("run_id,client,outcome,bytes\n", "it has no column duration_s")]
    [InlineData("run_id,client,outcome,bytes,duration_s\n", "it has no row")]
    [InlineData("run_id,client,outcome,bytes,duration_s\nr,1,ok,5\n", "line 2 has 4 fields, and the first line has 5")]
    [InlineData("run_id,client,outcome,bytes,duration_s\nr,1,fine,5,1\n", "line 2: outcome is not one of ok")]
    [InlineData("run_id,client,outcome,bytes,duration_s\nr,1,ok,-5,1\n", "line 2: bytes is not a whole number")]
    [InlineData("run_id,client,outcome,bytes,duration_s\nr,1,ok,5,NaN\n", "line 2: duration_s is not a number")]
    [InlineData("run_id,client,outcome,bytes,duration_s\nr,1,ok,5,\n", "line 2: duration_s is empty")]
    [InlineData("run_id,client,outcome,bytes,duration_s\n,1,ok,5,1\n", "line 2: run_id is empty")]
    [InlineData("run_id,client,outcome,bytes,duration_s\n\"r,1,ok,5,1\n", "line 2 has a quote that nothing ends")]
    public void A_mistake_is_told_with_its_line(string text, string problem)
    {
        var mistake = Assert.Throws<FormatException>(() => Runs(text));

        Assert.StartsWith(problem, mistake.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RunOutcome> Runs(string csv)
    {
        using var text = new StringReader(csv);
        return ImportedRuns.Of(ClientsCsvReader.Read(text), "room", "elsewhere", SampleRuns.Then);
    }
}
