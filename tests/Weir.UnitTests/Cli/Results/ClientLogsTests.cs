using Weir.Analysis.Reports;
using Weir.Analysis.Runs;
using Weir.Cli.Results;
using Weir.Testing.Files;
using Weir.UnitTests.Analysis.Runs;

namespace Weir.UnitTests.Cli.Results;

public sealed class ClientLogsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_has_a_line_for_each_run_and_a_run_told_again_replaces_its_own()
    {
        var logs = new ClientLogs(_folder["logs"]);
        logs.Write([Run("one", seconds: 1)]);
        logs.Write([Run("two", seconds: 2)]);
        logs.Write([Run("one", seconds: 3)]);

        Assert.Equal(["duration_s=3", "duration_s=2"], Durations());
        new ClientLogs(_folder["logs"]).Write([Run("three", seconds: 4)]);
        Assert.Equal(["duration_s=3", "duration_s=2", "duration_s=4"], Durations());
    }

    [Theory]
    [InlineData("anna", "client-anna.log")]
    [InlineData("../../etc/passwd", "client-.._.._etc_passwd.log")]
    [InlineData("a\0b\nc d", "client-a_b_c_d.log")]
    [InlineData("", "client-.log")]
    public void No_name_leads_out_of_the_folder(string client, string file) =>
        Assert.Equal(file, ClientLogs.FileName(client));

    [Fact]
    public void A_line_has_date_file_size_hash_time_and_outcome()
    {
        Assert.Equal(
            "2026-11-21T03:20:00.000000Z client=\"Zo\\u00EB\\u0022\" run=lab3 file=f size=1000000 bytes=1000000 sha256=ab duration_s=2 outcome=ok\n",
            ClientLogLine.Of(SampleRuns.Client("Zoë\"", seconds: 2), SampleRuns.Then)
        );
    }

    [Fact]
    public void No_name_begins_a_line()
    {
        var line = ClientLogLine.Of(SampleRuns.Client("a\nb", seconds: 2) with { Error = "x\r\ny" }, SampleRuns.Then);

        Assert.Equal(line.Length - 1, line.IndexOfAny(['\r', '\n']));
    }

    private static RunOutcome Run(string id, double seconds) =>
        RunSummary.Of(SampleRuns.Heading(id), [SampleRuns.Client("1", seconds, run: id)]);

    private IEnumerable<string> Durations() =>
        File.ReadAllLines(_folder["logs/client-1.log"])
            .Select(line => line.Split(' ').First(word => word.StartsWith("duration_s", StringComparison.Ordinal)));
}
