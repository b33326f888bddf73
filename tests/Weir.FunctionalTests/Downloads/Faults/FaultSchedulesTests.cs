using System.Globalization;

namespace Weir.FunctionalTests.Downloads.Faults;

/// <summary>
/// Faults at random: a download ends right or with a clear failure, never wrong, and what it leaves is intact; and it
/// ends right as soon as one source is without fault. <c>WEIR_FAULT_SEED=N</c> replays one schedule alone.
/// </summary>
public sealed class FaultSchedulesTests
{
    private const int Groups = 50;
    private const int GroupSize = 10;

    /// <summary>Schedules mostly wait.</summary>
    private const int AtOnce = GroupSize;

    private static readonly int? Only = int.TryParse(
        Environment.GetEnvironmentVariable("WEIR_FAULT_SEED"),
        CultureInfo.InvariantCulture,
        out var seed
    )
        ? seed
        : null;

    public static TheoryData<int> FirstSeeds =>
        Only is { } only ? [only] : [.. Enumerable.Range(0, Groups).Select(group => group * GroupSize)];

    [Theory, MemberData(nameof(FirstSeeds))]
    public async Task Whatever_happens_the_file_is_right_or_the_failure_clear_and_the_journal_intact(int firstSeed)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(firstSeed, Only is null ? GroupSize : 1),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Scene.Ct },
            async (seed, _) =>
            {
                try
                {
                    await new FaultSchedule(seed).RunAsync();
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
                }
            }
        );
    }
}
