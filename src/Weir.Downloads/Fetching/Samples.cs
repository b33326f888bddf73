using System.Security.Cryptography;
using Weir.Downloads.Planning;

namespace Weir.Downloads.Fetching;

/// <summary>
/// Which few bytes of a file are compared between sources before any is trusted. The places follow from the size
/// alone, so that a later run can compare its samples with those of an earlier one.
/// </summary>
internal static class Samples
{
    private const int Length = 1024;

    /// <summary>The start, the end, and a place in between.</summary>
    public static IReadOnlyList<Extent> Of(long size)
    {
        if (size <= 3 * Length)
            return size == 0 ? [] : [new Extent(0, size)];
        var between = Length + (long)(Mix((ulong)size) % (ulong)(size - (3 * Length) + 1));
        return [new Extent(0, Length), new Extent(between, between + Length), new Extent(size - Length, size)];
    }

    public static string Digest(ReadOnlySpan<byte> samples) => Convert.ToHexStringLower(SHA256.HashData(samples));

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
