using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Runs.Comparing;

/// <summary>Runs of the same file with as many clients: the rounds of one cell of a matrix. Pure.</summary>
public sealed record RunGroup
{
    /// <summary>The file's name; its size where that is not known.</summary>
    public required string File { get; init; }

    public required int Clients { get; init; }

    /// <summary>Bytes per client.</summary>
    public required long Bytes { get; init; }

    public required int Rounds { get; init; }

    /// <summary>In bits per second; null when no round had a client with the whole file.</summary>
    public required MeanInterval? GlobalRate { get; init; }

    /// <summary>Mean of the slowest times.</summary>
    public required TimeSpan? Slowest { get; init; }

    /// <summary>Mean of Jain's index.</summary>
    public required double? Jain { get; init; }

    /// <summary>Mean of slowest ÷ median.</summary>
    public required double? Straggler { get; init; }

    /// <summary>Clients of all rounds that have not the right file.</summary>
    public required int Bad { get; init; }

    /// <summary>In bits per second: what one client had of the global rate.</summary>
    public double? PerClient => GlobalRate?.Mean / Clients;

    /// <summary>By file in the order of their first run, then by clients.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RunRecord> runs) =>
        [
            .. runs.GroupBy(NameOf)
                .SelectMany(file =>
                    file.GroupBy(run => run.Clients).OrderBy(same => same.Key).Select(same => Of(file.Key, [.. same]))
                ),
        ];

    /// <summary>What stands for the file of a run.</summary>
    public static string NameOf(RunRecord run) => run.File ?? new ByteSize(run.Bytes).ToDecimalString();

    private static RunGroup Of(string file, RunRecord[] runs)
    {
        double[] rates =
        [
            .. runs.Where(run => run.GlobalRate is not null).Select(run => run.GlobalRate!.Value.BitsPerSecond),
        ];
        return new RunGroup
        {
            File = file,
            Clients = runs[0].Clients,
            Bytes = (long)runs.Average(run => run.Bytes),
            Rounds = runs.Length,
            GlobalRate = rates.Length > 0 ? MeanInterval.Of(rates) : null,
            Slowest = runs.Average(run => run.Slowest?.TotalSeconds) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : null,
            Jain = runs.Average(run => run.Jain),
            Straggler = runs.Average(run => RunMath.StragglerRatio(run.Duration?.P50, run.Slowest)),
            Bad = runs.Sum(run => run.Clients - run.Ok),
        };
    }
}
