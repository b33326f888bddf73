using System.Xml.Linq;
using Weir.Analysis.Reports;
using Weir.Analysis.Runs;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.UnitTests.Analysis.Runs;

namespace Weir.UnitTests.Analysis.Reports;

public sealed class RunReportTests
{
    private static readonly RunOutcome Alone = RunSummary.Of(
        SampleRuns.Heading("lab3"),
        [SampleRuns.Client("1", seconds: 1)]
    );

    private static readonly RunOutcome Three = RunSummary.Of(
        SampleRuns.Heading("lab3-2"),
        [
            SampleRuns.Client("1", seconds: 1.5),
            SampleRuns.Client("2", seconds: 2.25),
            SampleRuns.Client("3", seconds: 0) with
            {
                Outcome = TransferOutcome.Failed,
                Duration = null,
                Bytes = 0,
                Error = "connection refused",
            },
        ]
    );

    [Fact]
    public void The_page_is_as_it_was_judged_by_eye()
    {
        var page = RunReport.Draw([Alone, Three]);

        Assert.Equal(Golden.Expected("RunReport.html", page), page);
    }

    [Fact]
    public void The_page_needs_nothing_beside_itself()
    {
        var page = RunReport.Draw([Alone, Three]);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Names_of_clients_are_text_and_never_markup()
    {
        var evil = SampleRuns.Client("<script>alert(1)</script>", seconds: 1) with { Error = "\"><img src=x>" };
        var page = RunReport.Draw([RunSummary.Of(SampleRuns.Heading("<b>"), [evil])]);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_graphs_are_well_formed()
    {
        var page = RunReport.Draw([Alone, Three]);
        var graphs = page.Split("<svg").Skip(1).Select(part => "<svg" + part[..(part.IndexOf("</svg>") + 6)]);

        Assert.Equal(3, graphs.Select(XElement.Parse).Count());
    }

    [Fact]
    public void How_the_rate_scales_is_drawn_only_when_the_number_of_clients_changes()
    {
        Assert.Contains("Global rate against the number of clients", RunReport.Draw([Alone, Three]));
        Assert.DoesNotContain("Global rate against the number of clients", RunReport.Draw([Alone]));
    }

    [Fact]
    public void The_servers_side_has_columns_only_where_it_is_known()
    {
        var client = SampleRuns.Client("1", seconds: 1);
        var joined = client with { Server = new ServerSide(5, null, 80, 31) };

        Assert.DoesNotContain("retransmits", RunReport.Draw([RunSummary.Of(SampleRuns.Heading(), [client])]));
        Assert.Contains("<td>31</td>", RunReport.Draw([RunSummary.Of(SampleRuns.Heading(), [joined])]));
    }

    [Fact]
    public void Requests_are_drawn_by_their_latency()
    {
        var requests = new RequestsRecord
        {
            Mode = "open",
            OfferedPerS = 100,
            Requests = 3,
            Ok = 3,
            Latency = Distribution.Of([0.001, 0.001, 1]).ToRecord(),
        };
        var outcome = RunSummary.Of(SampleRuns.Heading(), [SampleRuns.Client("1", seconds: 1)]);
        var page = RunReport.Draw([outcome with { Run = outcome.Run with { Requests = requests } }]);

        Assert.Contains("3 requests were due, 100/s", page);
        Assert.Contains("max 1 s", page);
        // 2^-9 holds 1 ms, 2^0 holds 1 s, and the empty steps between are there too.
        Assert.Equal(10, page.Split("up to ").Length - 1);
    }

    [Fact]
    public void A_run_without_any_success_still_has_its_rows()
    {
        var failed = SampleRuns.Client("1", seconds: 1) with { Outcome = TransferOutcome.Failed, Error = "404" };

        Assert.Contains("404", RunReport.Draw([RunSummary.Of(SampleRuns.Heading(), [failed])]));
    }
}
