using System.Runtime.Versioning;
using Weir.Transport.Drivers;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <summary>
/// Waits until a moment of the monotonic clock, as late as the kernel allows and never from the last wake-up on: being
/// late once does not make all that follows late. For one thread of its own.
/// </summary>
public sealed class PreciseWait
{
    private const int SetTimerSlack = 29;
    private const int MonotonicClock = 1;
    private const int Absolute = 1;

    /// <summary>The longest sleep in one piece, so that a stop is seen.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly TimeSpan _spin;

    /// <summary>Lowers the calling thread's timer slack from 50 µs to 1 ns (prctl(2)), where there is one.</summary>
    /// <param name="spin">
    /// The last stretch of each wait, which is spent busy: waking up takes a thread 50 µs and more. Zero for none.
    /// </param>
    public PreciseWait(TimeProvider time, TimeSpan spin = default)
    {
        (_time, _spin) = (time, spin);
        if (NativeDrivers.AreUsed)
            Prefer(spin > TimeSpan.Zero);
    }

    /// <summary>
    /// A thread that waits busily for a short while and sleeps otherwise gets its core at once where that is allowed
    /// (CAP_SYS_NICE): else it waits up to 3 ms behind whoever has it.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static void Prefer(bool isRealTime)
    {
        _ = Libc.ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        if (isRealTime)
            RealTimePriority.TryTake();
    }

    /// <summary>Waits until <paramref name="timestamp"/>; false when it was cancelled first.</summary>
    /// <param name="timestamp">On the scale of <see cref="TimeProvider.GetTimestamp"/>.</param>
    public bool Until(long timestamp, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var left = _time.GetElapsedTime(_time.GetTimestamp(), timestamp);
            if (left <= TimeSpan.Zero)
                return true;
            if (left <= _spin)
                Thread.SpinWait(10);
            else
                Sleep(left - _spin < Slice ? left - _spin : Slice, cancellation);
        }

        return false;
    }

    private void Sleep(TimeSpan piece, CancellationToken cancellation)
    {
        // .NET's timestamps are those of CLOCK_MONOTONIC in nanoseconds on Linux.
        if (NativeDrivers.AreUsed && _time == TimeProvider.System)
            SleepUntil(_time.GetTimestamp() + (long)piece.TotalNanoseconds);
        else
            cancellation.WaitHandle.WaitOne((int)Math.Max(1, piece.TotalMilliseconds));
    }

    [SupportedOSPlatform("linux")]
    private static unsafe void SleepUntil(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        var until = new Libc.TimeSpec { Seconds = seconds, Nanoseconds = rest };
        _ = Libc.ClockSleep(MonotonicClock, Absolute, &until, null);
    }
}
