namespace Weir.Testing.Origins;

/// <summary>Lets so many bytes per second pass, all who share it together.</summary>
internal sealed class Pacer(long bytesPerSecond)
{
    private readonly Lock _lock = new(); // guards _free
    private long _free = TimeProvider.System.GetTimestamp();

    /// <summary>About 10 ms worth of bytes, so that the flow is even.</summary>
    public int Slice { get; } = (int)Math.Clamp(bytesPerSecond / 100, 1, 65536);

    /// <summary>Waits until the bytes that passed before have taken their time.</summary>
    public async Task PassAsync(int bytes, CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = TimeProvider.System.GetTimestamp();
            // A little credit makes up for late timers; idle time earns none beyond it.
            _free = Math.Max(_free, now - (TimeProvider.System.TimestampFrequency / 20));
            wait = TimeProvider.System.GetElapsedTime(now, _free);
            _free += (long)((double)bytes / bytesPerSecond * TimeProvider.System.TimestampFrequency);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, TimeProvider.System, cancellation);
    }
}
