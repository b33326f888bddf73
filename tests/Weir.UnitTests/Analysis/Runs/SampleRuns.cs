using Weir.Analysis.Runs;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Analysis.Runs;

/// <summary>Runs to compute with and to look at.</summary>
internal static class SampleRuns
{
    public static readonly DateTimeOffset Then = new(2026, 11, 21, 3, 20, 0, TimeSpan.Zero);

    public static RunHeading Heading(string id = "lab3") =>
        new(id, Then, "room-1", "http://127.0.0.1:8000/f", TimeSpan.FromMilliseconds(3));

    /// <param name="late">Seconds after the start of the run.</param>
    public static ClientResult Client(string name, double seconds, double late = 0, string run = "lab3") =>
        new()
        {
            RunId = run,
            Client = name,
            File = "f",
            StartedAt = Then + TimeSpan.FromSeconds(late),
            Outcome = TransferOutcome.Ok,
            Bytes = 1_000_000,
            ExpectedBytes = 1_000_000,
            Duration = TimeSpan.FromSeconds(seconds),
            Response = TimeSpan.FromMilliseconds(1.5),
            LocalPort = 40000,
            Sha256 = "ab",
        };
}
