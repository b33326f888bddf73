using System.Runtime.Versioning;

namespace Weir.Transport.Linux;

/// <summary>
/// Lets the calling thread go before all that have no such priority, which takes CAP_SYS_NICE: sched_setscheduler(2).
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class RealTimePriority
{
    private const int Other = 0;
    private const int RoundRobin = 2;

    /// <summary>Threads that this one makes do not inherit it.</summary>
    private const int ResetOnFork = 0x4000_0000;

    /// <returns>False where it is not allowed: nothing has changed then.</returns>
    public static bool TryTake()
    {
        var lowest = 1;
        return Libc.SetScheduler(0, RoundRobin | ResetOnFork, &lowest) == 0;
    }

    public static void GiveBack()
    {
        var none = 0;
        _ = Libc.SetScheduler(0, Other, &none);
    }
}
