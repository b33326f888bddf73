using System.Text.Json;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.UnitTests.Measurements.Json;

public sealed class RunJsonTests
{
    private const string Line =
        """{"type":"run","schema":1,"id":"lab3","started_at":"2026-11-21T03:20:00.000000Z","agent":"a","target":"t","file":"f","clients":25,"bytes":1000,"slowest_s":2,"global_rate_bps":100000,"aggregate_rate_bps":90000,"start_spread_s":0.001,"duration_s":{"p50":1,"p95":1.5,"max":2},"jain":0.9,"ok":23,"failed":1,"corrupt":1}""";

    private static readonly RunRecord Full = new()
    {
        Id = "lab3",
        StartedAt = new DateTimeOffset(2026, 11, 21, 3, 20, 0, TimeSpan.Zero),
        Agent = "a",
        Target = "t",
        File = "f",
        Clients = 25,
        Bytes = 1000,
        Slowest = TimeSpan.FromSeconds(2),
        GlobalRate = new BitRate(100_000),
        AggregateRate = new BitRate(90_000),
        StartSpread = TimeSpan.FromMilliseconds(1),
        Duration = new RunDurations
        {
            P50 = TimeSpan.FromSeconds(1),
            P95 = TimeSpan.FromSeconds(1.5),
            Max = TimeSpan.FromSeconds(2),
        },
        Jain = 0.9,
        Ok = 23,
        Failed = 1,
        Corrupt = 1,
    };

    [Fact]
    public void A_run_has_every_field_of_the_contract_in_its_order()
    {
        Assert.Equal(Line, MeasurementsJson.ToLine(Full));
    }

    [Fact]
    public void A_run_is_read_back_as_it_was()
    {
        Assert.Equal(Full, JsonSerializer.Deserialize(Line, MeasurementsJson.Lines.RunRecord));
    }

    [Fact]
    public void A_series_has_its_runs()
    {
        Assert.Equal(
            $$"""{"type":"series","runs":[{{Line}}]}""",
            MeasurementsJson.ToLine(new SeriesRecord { Runs = [Full] })
        );
    }
}
