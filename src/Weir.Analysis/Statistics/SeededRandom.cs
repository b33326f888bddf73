namespace Weir.Analysis.Statistics;

/// <summary>
/// xoshiro256++ (D. Blackman, S. Vigna, 2019), seeded by SplitMix64: the same numbers for the same seed in every version
/// of .NET, so that a simulation and a p-value can be repeated. One thread at a time.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double? _spare;

    public SeededRandom(long seed)
    {
        var state = unchecked((ulong)seed);
        (_a, _b, _c, _d) = (Split(ref state), Split(ref state), Split(ref state), Split(ref state));
    }

    /// <summary>A generator of its own for a part of the work, whatever is drawn from the others.</summary>
    public static SeededRandom For(long seed, params ReadOnlySpan<int> parts)
    {
        var mixed = unchecked((ulong)seed);
        foreach (var part in parts)
        {
            mixed ^= unchecked((ulong)(part + 1) * 0x9E3779B97F4A7C15UL);
            mixed = Split(ref mixed);
        }

        return new SeededRandom(unchecked((long)mixed));
    }

    public ulong NextBits()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_a + _d, 23) + _a;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>At least 0 and below 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and below <paramref name="bound"/>.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    public bool Chance(double share) => NextDouble() < share;

    /// <summary>Mean 0, standard deviation 1 (the polar method of Marsaglia).</summary>
    public double NextNormal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        while (true)
        {
            var (u, v) = ((2 * NextDouble()) - 1, (2 * NextDouble()) - 1);
            var square = (u * u) + (v * v);
            if (square is >= 1 or 0)
                continue;
            var factor = Math.Sqrt(-2 * Math.Log(square) / square);
            _spare = v * factor;
            return u * factor;
        }
    }

    /// <summary>Mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>At least 1, with a tail of this exponent: below 2 its variance is infinite.</summary>
    public double NextPareto(double exponent) => Math.Pow(1 - NextDouble(), -1 / exponent);

    /// <summary>Knuth's product method: for means of a few.</summary>
    public int NextPoisson(double mean)
    {
        var limit = Math.Exp(-mean);
        var product = NextDouble();
        var count = 0;
        while (product > limit)
        {
            product *= NextDouble();
            count++;
        }

        return count;
    }

    private static ulong Split(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
