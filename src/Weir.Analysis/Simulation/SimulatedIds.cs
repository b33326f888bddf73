using Weir.Analysis.Statistics;

namespace Weir.Analysis.Simulation;

/// <summary>Names for records in the form of UUIDv7 (RFC 9562 section 5.7), from a seed.</summary>
internal static class SimulatedIds
{
    public static string Of(DateTimeOffset at, SeededRandom random)
    {
        var (high, low) = (random.NextBits(), random.NextBits());
        var milliseconds = at.ToUnixTimeMilliseconds();
        return $"{milliseconds >> 16:x8}-{milliseconds & 0xffff:x4}-7{high & 0xfff:x3}-{0x8000 | (low >> 50):x4}-"
            + $"{low & 0xffff_ffff_ffff:x12}";
    }
}
