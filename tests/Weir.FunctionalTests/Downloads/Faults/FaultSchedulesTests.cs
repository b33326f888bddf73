using System.Globalization;

namespace Weir.FunctionalTests.Downloads.Faults;

/// <summary>
/// Faults at random: a download ends right or with a clear failure, never wrong, and what it leaves is intact; and it
/// ends right as soon as one source is without fault. <c>WEIR_FAULT_SCHEDULES=N</c> runs so many of them, and
/// <c>WEIR_FAULT_SEED=N</c> replays one alone.
/// </summary>
/// <remarks>Alone, because their patience is real time: beside other tests a source without fault may seem to stall.</remarks>
[Collection(Alone.Name)]
public sealed class FaultSchedulesTests
{
    private const int Schedules = 500;
    private const int GroupSize = 10;

    /// <summary>Schedules mostly wait.</summary>
    private const int AtOnce = GroupSize;

    private static readonly int? Only = Number("WEIR_FAULT_SEED");

    public static TheoryData<int> FirstSeeds =>
        Only is { } only
            ? [only]
            :
            [
                .. Enumerable
                    .Range(0, (Number("WEIR_FAULT_SCHEDULES") ?? Schedules) / GroupSize)
                    .Select(group => group * GroupSize),
            ];

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

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
