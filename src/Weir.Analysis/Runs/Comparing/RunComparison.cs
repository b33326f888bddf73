using System.Globalization;
using Weir.Measurements.Units;

namespace Weir.Analysis.Runs.Comparing;

/// <summary>What a series of runs shows, in words. Pure.</summary>
public static class RunComparison
{
    /// <summary>Rates that lie within 5 % of the highest count as it: smaller steps are the noise of most networks.</summary>
    private const double Plateau = 0.95;

    /// <summary>For each file how its rate changes with the clients, what a client loses, and how fairly it was shared.</summary>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<RunGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var sentences = new List<string>();
        foreach (var file in groups.GroupBy(group => group.File))
        {
            RunGroup[] rated = [.. file.Where(group => group.GlobalRate is not null)];
            if (rated.Length > 1)
            {
                sentences.Add($"{file.Key}: {Saturation(rated)}");
                sentences.Add($"{file.Key}: {Degradation(rated)}");
            }

            if (rated.LastOrDefault(group => group is { Clients: > 1, Jain: not null }) is { } largest)
                sentences.Add($"{file.Key}: {Fairness(largest)}");
            var bad = file.Sum(group => group.Bad);
            if (bad > 0)
                sentences.Add(
                    $"{file.Key}: {bad} of {file.Sum(group => group.Clients * group.Rounds)} clients have not the right file"
                );
        }

        return sentences;
    }

    /// <summary>The first of these, by clients, whose rate is as good as the highest.</summary>
    public static RunGroup SaturationPoint(IReadOnlyList<RunGroup> byClients)
    {
        var highest = byClients.Max(group => group.GlobalRate!.Value.Mean);
        return byClients.First(group => group.GlobalRate!.Value.Mean >= Plateau * highest);
    }

    private static string Saturation(RunGroup[] byClients)
    {
        var (point, last) = (SaturationPoint(byClients), byClients[^1]);
        if (point == last)
            return $"the global rate still grows at {Clients(last)} ({Rate(last)}); no saturation was seen";
        var change = (last.GlobalRate!.Value.Mean / point.GlobalRate!.Value.Mean) - 1;
        var rest =
            Math.Abs(change) <= 1 - Plateau
                ? $"{Clients(last)} only share it ({Rate(last)}, {Percent(change)})"
                : $"{Clients(last)} together have {Rate(last)} ({Percent(change)})";
        return point == byClients[0]
            ? $"{Clients(point)} already {(point.Clients == 1 ? "saturates" : "saturate")} it ({Rate(point)}); {rest}"
            : $"the global rate grows up to {Clients(point)} ({Rate(point)}), where it saturates; {rest}";
    }

    private static string Degradation(RunGroup[] byClients)
    {
        var (first, last) = (byClients[0], byClients[^1]);
        var kept = last.PerClient!.Value / first.PerClient!.Value;
        return $"a client has {Megabytes(first.PerClient.Value)} among {first.Clients} and {Megabytes(last.PerClient.Value)} "
            + $"among {last.Clients}: {kept.ToString("0 %", CultureInfo.InvariantCulture)} of it";
    }

    private static string Fairness(RunGroup group)
    {
        var word = group.Jain switch
        {
            >= 0.99 => "equally",
            >= 0.95 => "nearly equally",
            >= 0.8 => "unevenly",
            _ => "very unevenly",
        };
        var text =
            $"{Clients(group)} shared the rate {word} (fairness {group.Jain!.Value.ToString("0.000", CultureInfo.InvariantCulture)})";
        return group.Straggler is { } ratio
            ? $"{text}; the slowest took {ratio.ToString("0.00", CultureInfo.InvariantCulture)} times the median"
            : text;
    }

    private static string Clients(RunGroup group) => group.Clients == 1 ? "1 client" : $"{group.Clients} clients";

    private static string Rate(RunGroup group)
    {
        var (mean, half) = group.GlobalRate!.Value;
        return half is { } known ? $"{Megabytes(mean)} ± {Number(known)}" : Megabytes(mean);
    }

    private static string Megabytes(double bitsPerSecond) => $"{Number(bitsPerSecond)} MB/s";

    private static string Number(double bitsPerSecond) =>
        (new BitRate(bitsPerSecond).BytesPerSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Percent(double change) => change.ToString("+0 %;−0 %;±0 %", CultureInfo.InvariantCulture);
}
