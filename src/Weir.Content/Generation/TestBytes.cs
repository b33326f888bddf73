using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Content.Generation;

/// <summary>
/// Endless content that depends on a seed only, and of which any stretch can be made without what lies before it.
/// </summary>
/// <remarks>
/// SplitMix64 by position (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): word number n,
/// little-endian, is <c>mix(start + n·γ)</c>. Because γ is odd and the mix a bijection, no two words of a file are equal,
/// so that a stretch that was written to a wrong place never passes for the right one.
/// </remarks>
public static class TestBytes
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Fills <paramref name="destination"/> with the content that stands at <paramref name="offset"/>.</summary>
    public static void Fill(Span<byte> destination, long offset, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        // Neighbouring seeds start far apart, else seed 2 would be seed 1 moved by one word.
        var start = Mix((ulong)seed);
        var word = (ulong)offset / sizeof(ulong);
        var within = (int)((ulong)offset % sizeof(ulong));
        if (within > 0)
        {
            var count = Math.Min(sizeof(ulong) - within, destination.Length);
            Part(start + (word * Gamma), within, destination[..count]);
            destination = destination[count..];
            word++;
        }

        var words = MemoryMarshal.Cast<byte, ulong>(destination);
        var state = start + (word * Gamma);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BitConverter.IsLittleEndian ? Mix(state) : BinaryPrimitives.ReverseEndianness(Mix(state));
            state += Gamma;
        }

        Part(state, 0, destination[(words.Length * sizeof(ulong))..]);
    }

    private static void Part(ulong state, int from, Span<byte> destination)
    {
        Span<byte> whole = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, Mix(state));
        whole.Slice(from, destination.Length).CopyTo(destination);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
