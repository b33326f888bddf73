using System.Globalization;
using Weir.Measurements.Units;

namespace Weir.Cli.Arguments;

/// <summary>Reads the values of <c>--rate</c> of a server: <c>RATE</c> for every replica, <c>N=RATE</c> for one; repeated.</summary>
internal static class ReplicaRates
{
    /// <summary>The rate of each replica, null for no limit; null when <paramref name="problem"/> is a clause for the user.</summary>
    public static BitRate?[]? Read(IEnumerable<string> values, int replicas, out string? problem)
    {
        var common = default(BitRate?);
        var own = new Dictionary<int, BitRate>();
        foreach (var value in values)
        {
            var equals = value.IndexOf('=');
            var number = 0;
            var rate = default(BitRate);
            problem =
                equals >= 0 && !TryNumber(value.AsSpan(0, equals), replicas, out number)
                    ? $"\"{value}\" names no replica of 1 to {replicas}; write RATE or N=RATE"
                : !BitRate.TryParse(value[(equals + 1)..], out rate, out var why) ? why
                : rate <= BitRate.Zero ? $"\"{value}\" would never move a byte; leave the option out for no limit"
                : equals >= 0 && !own.TryAdd(number, rate) ? $"replica {number} has two rates; give it one"
                : equals < 0 && common is not null ? "all replicas have two rates; give them one"
                : null;
            if (problem is not null)
                return null;
            if (equals < 0)
                common = rate;
        }

        problem = null;
        return [.. Enumerable.Range(1, replicas).Select(n => own.TryGetValue(n, out var rate) ? rate : common)];
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int replicas, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= 1
        && number <= replicas;
}
