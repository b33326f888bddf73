using System.Text.Json;
using Weir.Analysis.Observations;
using Weir.Analysis.Simulation;
using Weir.Collector.Ingest;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Testing.Evaluations;

namespace Weir.UnitTests.Analysis.Simulation;

public sealed class TrafficSimulatorTests
{
    private static readonly SimulationOptions Options = new()
    {
        Scenario = Scenarios.Find("evening-peak")!,
        Days = 1,
        Agents = 2,
    };

    [Fact]
    public void The_same_seed_makes_the_same_records_and_another_makes_others()
    {
        Assert.Equal(Lines(Options), Lines(Options));
        Assert.NotEqual(Lines(Options), Lines(Options with { Seed = 2 }));
    }

    [Fact]
    public void A_path_is_the_same_however_many_others_there_are()
    {
        Assert.Equal(
            Lines(Options with { Agents = 1 }),
            Lines(Options).Where(line => line.Contains("\"agent-1\"", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void All_records_are_taken_by_a_collector_and_say_that_they_are_simulated()
    {
        var ids = new HashSet<string>();
        foreach (var line in Lines(Options))
        {
            Assert.Contains("\"simulated\":true", line);
            Assert.True(
                EnvelopeReader.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var envelope, out var reason),
                reason
            );
            Assert.Equal('7', Guid.Parse(envelope.Id).ToString()[14]);
            Assert.True(ids.Add(envelope.Id));
        }
    }

    [Fact]
    public void What_a_record_says_is_what_its_json_says()
    {
        foreach (var record in TrafficSimulator.Records(Options).Take(50))
        {
            Assert.True(
                EnvelopeReader.TryRead(System.Text.Encoding.UTF8.GetBytes(Line(record)), out var envelope, out _)
            );
            var (direct, read) = (ObservationOfRecord.Of(record), envelope.Observation);
            Assert.Equal(Whole(read), Whole(direct));
            Assert.Equal(read.Throughput ?? 0, direct.Throughput ?? 0, 1.0);
            Assert.Equal(read.Duration ?? 0, direct.Duration ?? 0, 1e-6);
            Assert.Equal(read.Response ?? 0, direct.Response ?? 0, 1e-6);
            Assert.Equal(read.Jitter ?? 0, direct.Jitter ?? 0, 1e-6);
            Assert.Equal(read.Rtt?.Quantile(0.5), direct.Rtt?.Quantile(0.5));
        }
    }

    [Fact]
    public void The_day_that_spring_shortens_has_fewer_probes()
    {
        var options = Options with
        {
            Scenario = Scenarios.Find("quiet")!,
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            FirstDay = new DateOnly(2026, 3, 29),
            Agents = 1,
            Targets = 1,
        };

        Assert.Equal(23 * 12, TrafficSimulator.Records(options).OfType<ProbeRecord>().Count());
    }

    [Fact]
    public void Gaps_take_away_their_share()
    {
        var options = Options with { Scenario = Scenarios.Find("quiet-gaps")!, Days = 28, Agents = 1, Targets = 1 };

        var count = TrafficSimulator.Records(options).OfType<ProbeRecord>().Count();
        Assert.InRange(1 - (count / (28.0 * 288)), 0.3, 0.5);
    }

    /// <summary>All but what the JSON rounds.</summary>
    private static Observation Whole(Observation observation) =>
        observation with
        {
            Rtt = null,
            Throughput = null,
            Duration = null,
            Response = null,
            Jitter = null,
        };

    private static List<string> Lines(SimulationOptions options) => [.. TrafficSimulator.Records(options).Select(Line)];

    private static string Line(object record) =>
        record is ProbeRecord probe
            ? JsonSerializer.Serialize(probe, MeasurementsJson.Lines.ProbeRecord)
            : JsonSerializer.Serialize((TransferRecord)record, MeasurementsJson.Lines.TransferRecord);
}
