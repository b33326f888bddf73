using Weir.Measurements.Records;

namespace Weir.UnitTests.Origin.Runs;

/// <summary>What clients tell.</summary>
internal static class Receipts
{
    public static TransferRecord Ok(long bytes, double seconds = 1, string address = "127.0.0.1:8000") =>
        new()
        {
            Id = "1",
            StartedAt = DateTimeOffset.UnixEpoch,
            Agent = "a",
            Target = "t",
            Outcome = TransferOutcome.Ok,
            Bytes = bytes,
            Duration = TimeSpan.FromSeconds(seconds),
            Response = TimeSpan.FromMilliseconds(2),
            Sha256 = new string('a', 64),
            Sources =
            [
                new SourceRecord
                {
                    Url = "http://a/f",
                    Address = address,
                    Bytes = bytes,
                    State = SourceState.Done,
                },
            ],
        };
}
