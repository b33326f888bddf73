using Weir.Analysis.Observations;
using Weir.Analysis.Summaries;
using Weir.Cli.Lab;

namespace Weir.UnitTests.Cli.Lab;

public sealed class LabReportTests
{
    private const int Columns = 80;

    [Fact]
    public void A_report_of_nothing_says_so() =>
        Assert.Equal(["no measurements yet"], LabReport.Table(LabReport.Of(Array.Empty<Rollup>(), from: null)));

    [Fact]
    public void Every_client_has_a_line_that_a_narrow_screen_takes()
    {
        var report = LabReport.Of(
            Rollup.Of([Download("lab-direct"), Download("lab-proxied"), Probe("lab-proxied")]),
            from: null
        );
        var lines = LabReport.Table(report);

        Assert.EndsWith(": 2 downloads, 2 MiB, 0 failed; 1 probe, 2 % lost, RTT -", lines[0], StringComparison.Ordinal);
        Assert.Equal(["client", "lab-direct", "lab-proxied"], lines.Skip(1).Select(line => line.Split("  ", 2)[0]));
        Assert.All(lines, line => Assert.True(line.Length <= Columns, line));
    }

    private static Observation Download(string agent) =>
        new()
        {
            Agent = agent,
            Target = "f",
            At = DateTimeOffset.UnixEpoch,
            Kind = ObservationKind.Transfer,
            IsOk = true,
            Bytes = 1 << 20,
            Throughput = 138e6,
            Duration = 0.061,
        };

    private static Observation Probe(string agent) =>
        new()
        {
            Agent = agent,
            Target = "r",
            At = DateTimeOffset.UnixEpoch,
            Kind = ObservationKind.Probe,
            IsOk = true,
            Sent = 100,
            Lost = 2,
            Jitter = 19e-6,
        };
}
