using Weir.Analysis.Observations;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.UnitTests.Analysis;

/// <summary>Observations with a shape that is known.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static Observation Transfer(
        DateTimeOffset at,
        double throughput = 8e6,
        long bytes = 1_000_000,
        string agent = "site-a",
        string target = "http://origin/f"
    ) =>
        new()
        {
            Agent = agent,
            Target = target,
            At = at,
            Kind = ObservationKind.Transfer,
            IsOk = true,
            Bytes = bytes,
            Throughput = throughput,
            Duration = bytes * 8 / throughput,
            Response = 0.02,
        };

    public static Observation Failure(DateTimeOffset at) =>
        Transfer(at) with
        {
            IsOk = false,
            Bytes = 0,
            Throughput = null,
            Duration = null,
            Response = null,
        };

    public static Observation Probe(DateTimeOffset at, string agent = "site-a") =>
        new()
        {
            Agent = agent,
            Target = "reflector:8620",
            At = at,
            Kind = ObservationKind.Probe,
            IsOk = true,
            Sent = 100,
            Lost = 2,
            Rtt = Distribution.Of(Enumerable.Range(0, 98).Select(i => 0.010 + (i * 0.0001))),
            Jitter = 0.0005,
        };

    /// <summary>
    /// Days of one download per hour from 8 to 22 UTC; at 20 they bring ten times the bytes, at 21 at a quarter of the
    /// speed.
    /// </summary>
    public static IEnumerable<Observation> Days(int days) =>
        from day in Enumerable.Range(0, days)
        from hour in Enumerable.Range(8, 15)
        select Transfer(
            Start.AddDays(day).AddHours(hour).AddMinutes(day * 7 % 60),
            throughput: hour == 21 ? 2e6 : 8e6 + (hour * 1e6),
            bytes: hour == 20 ? 10_000_000 : 1_000_000
        );

    public static IReadOnlyList<Rollup> Rollups(IEnumerable<Observation> observations) => Rollup.Of(observations);
}
