using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <summary>What this machine's kernel knows about the error of its clock.</summary>
/// <param name="IsSynchronized">True when a daemon such as chronyd keeps it at UTC.</param>
/// <param name="Error">The largest error, as the kernel estimates it; only of a synchronised clock.</param>
public readonly record struct ClockQuality(bool IsSynchronized, TimeSpan Error)
{
    /// <summary>Asks now; where the kernel does not tell, nothing is claimed.</summary>
    public static ClockQuality Read() => OperatingSystem.IsLinux() ? Linux() : default;

    /// <summary>
    /// adjtimex(2) with modes = 0 only reads:
    /// <c>modes:u32 | pad | offset:i64 | freq:i64 | maxerror:i64 (µs) | esterror:i64 | status:i32 …</c>, 208 bytes.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static unsafe ClockQuality Linux()
    {
        const int Size = 208;
        const int Unsynchronized = 0x40;
        var state = stackalloc byte[Size];
        new Span<byte>(state, Size).Clear();
        if (Libc.AdjustTime(state) < 0)
            return default;
        var status = BitConverter.ToInt32(new ReadOnlySpan<byte>(state + 40, sizeof(int)));
        var error = BitConverter.ToInt64(new ReadOnlySpan<byte>(state + 24, sizeof(long)));
        return (status & Unsynchronized) != 0
            ? default
            : new ClockQuality(IsSynchronized: true, TimeSpan.FromMicroseconds(error));
    }
}
