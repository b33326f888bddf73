using Weir.Agent.Jobs;
using Weir.Cli.Lab;
using Weir.Cli.Terminal;
using Weir.Content.Hashes;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Lab;

public sealed class LabWordsTests
{
    private static readonly Checksum Hash = Checksum.Parse("sha256:" + new string('a', 64));

    [Fact]
    public void The_closing_screen_says_what_runs_where_with_a_command_for_each()
    {
        var screen = string.Join('\n', LabWords.Closing(MapOf("weir"))) + "\n";

        Assert.Equal(Golden.Expected("Closing.txt", screen), screen);
    }

    [Fact]
    public void Where_a_shell_does_not_find_the_program_an_alias_makes_the_commands_work()
    {
        Assert.DoesNotContain(LabWords.Closing(MapOf("weir")), line => line.Contains("alias"));
        Assert.Contains("  alias weir=/opt/weir", LabWords.Closing(MapOf("/opt/weir")));
    }

    private static LabMap MapOf(string program) =>
        new(
            program,
            ["http://127.0.0.1:12000/", "http://127.0.0.1:12003/"],
            new LabFile("/lab/files", "lab-256MiB.bin", 256 * ByteSize.MiB, Hash),
            new LabFile("/lab/files", "lab-1MiB.bin", ByteSize.MiB, Hash),
            "http://127.0.0.1:13080/",
            "127.0.0.1:13863",
            "127.0.0.1:13864",
            "127.0.0.1:13862",
            "127.0.0.1:13007",
            "http://127.0.0.1:13070/",
            "/home/a b/lab/watch/token",
            "/home/a b/lab/watch"
        );

    [Fact]
    public void An_agent_tells_of_its_download_and_of_its_probe()
    {
        Finding[] found =
        [
            new TransferFinding(Transfer(TimeSpan.FromMilliseconds(61))),
            new ProbeFinding(
                new ProbeRecord
                {
                    Id = "2",
                    StartedAt = DateTimeOffset.UnixEpoch,
                    Agent = "a",
                    Target = "t",
                    Protocol = "stamp",
                    Outcome = ProbeOutcome.Ok,
                    Sent = 100,
                    Lost = 2,
                }
            ),
        ];

        Assert.Equal(
            "2 records accepted: 1 MiB in 61 ms, median round trip –, 2 of 100 lost",
            LabWords.Measured(found, 2)
        );
    }

    [Fact]
    public void A_hit_is_told_beside_the_miss_before_it()
    {
        Assert.Equal(
            "1 MiB in 61 ms as a miss, then in 4 ms as a hit that replica 1 never saw",
            LabWords.Hit(Transfer(TimeSpan.FromMilliseconds(61)), Transfer(TimeSpan.FromMilliseconds(4)))
        );
    }

    [Theory]
    [InlineData(null, "proxy: fine\n", "")]
    [InlineData("it is not there", "", "weir lab: proxy is not proven: it is not there\n")]
    public void A_part_that_is_not_proven_is_told_as_a_mistake(string? problem, string told, string mistake)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        LabWords.Proof(new Output(output, error), new LabProof("proxy", "fine", problem));

        Assert.Equal(told, output.ToString());
        Assert.Equal(mistake, error.ToString());
    }

    private static TransferRecord Transfer(TimeSpan duration) =>
        new()
        {
            Id = "1",
            StartedAt = DateTimeOffset.UnixEpoch,
            Agent = "a",
            Target = "t",
            Outcome = TransferOutcome.Ok,
            Bytes = ByteSize.MiB.Bytes,
            Duration = duration,
        };
}
