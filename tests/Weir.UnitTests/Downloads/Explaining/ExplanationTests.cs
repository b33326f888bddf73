using Weir.Downloads.Explaining;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Testing.Files;

namespace Weir.UnitTests.Downloads.Explaining;

public class ExplanationTests
{
    private static readonly TcpRecord Near = new() { RttMin = TimeSpan.FromMilliseconds(0.05), OutOfOrder = 0 };

    [Fact]
    public void Smooth_download_is_told_in_few_lines() =>
        Holds("Smooth.txt", Record(100_000_000, 0, 10), Good("http://a:8000/f", 100_000_000, 10));

    [Fact]
    public void Hardship_is_told_with_its_figures() =>
        Holds(
            "Hardship.txt",
            Record(100_000_000, 3_145_728, 10),
            Good("http://a:8000/f", 90_000_000, 9) with
            {
                Connections = 4,
                Count = "went to 4: the 4th connection gave +33 %, 48 Mbit/s → 64 Mbit/s",
                LedTo = "http://cdn/f",
            },
            Good("http://b:8000/f", 10_000_000, 10) with
            {
                LastFailure = "connection reset",
                Lost = TimeSpan.FromSeconds(3.5),
                Record = Source("http://b:8000/f", 10_000_000, 10) with { Failures = 2 },
            },
            Good("http://c:8000/f", 3_145_728, 1) with
            {
                Record = Source("http://c:8000/f", 3_145_728, 1) with
                {
                    State = SourceState.Rejected,
                    Reason = "its file has the same size and other content than that of http://a:8000/f",
                },
            }
        );

    [Fact]
    public void Nothing_that_came_is_told_too() =>
        Holds(
            "Nothing.txt",
            Record(0, 0, 1),
            new SourceStory
            {
                Record = new SourceRecord
                {
                    Url = "http://a:8000/f",
                    State = SourceState.Failed,
                    Reason = "connection refused",
                    Failures = 1,
                },
                LastFailure = "connection refused",
            }
        );

    private static void Holds(string name, TransferRecord record, params SourceStory[] stories)
    {
        var text = string.Join('\n', Explanation.Of(record, stories)) + "\n";
        Assert.Equal(Golden.Expected(name, text), text);
    }

    private static SourceStory Good(string url, long bytes, double seconds) =>
        new()
        {
            Record = Source(url, bytes, seconds),
            Connections = 1,
            Path = new PathFacts(Near, bytes, bytes / seconds, 0),
        };

    private static SourceRecord Source(string url, long bytes, double seconds) =>
        new()
        {
            Url = url,
            State = SourceState.Done,
            Address = "127.0.0.1:8000",
            Bytes = bytes,
            Throughput = BitRate.FromBytes(bytes, TimeSpan.FromSeconds(seconds)),
        };

    private static TransferRecord Record(long bytes, long wasted, double seconds) =>
        new()
        {
            Id = "1",
            StartedAt = DateTimeOffset.UnixEpoch,
            Agent = "test",
            Target = "http://a:8000/f",
            Bytes = bytes,
            WastedBytes = wasted,
            Duration = TimeSpan.FromSeconds(seconds),
            Throughput = BitRate.FromBytes(bytes, TimeSpan.FromSeconds(seconds)),
            Outcome = TransferOutcome.Ok,
        };
}
