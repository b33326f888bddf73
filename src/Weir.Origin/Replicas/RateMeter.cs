using Weir.Measurements.Units;

namespace Weir.Origin.Replicas;

/// <summary>The rate of the last second, in slots of 100 ms. Pure but for its lock: <c>now</c> is an argument. Any thread.</summary>
public sealed class RateMeter
{
    private const int Slots = 10;
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Guards <see cref="_bytes"/> and <see cref="_newest"/>.</summary>
    private readonly Lock _lock = new();
    private readonly long[] _bytes = new long[Slots + 1];
    private long _newest;

    public void Add(long bytes, TimeSpan now)
    {
        lock (_lock)
        {
            Advance(now);
            _bytes[_newest % _bytes.Length] += bytes;
        }
    }

    /// <summary>The mean of the last ten whole slots: the one that is still filling would understate it.</summary>
    public BitRate Read(TimeSpan now)
    {
        lock (_lock)
        {
            Advance(now);
            var sum = 0L;
            for (var i = 1; i <= Slots; i++)
                sum += _bytes[(_newest + i) % _bytes.Length];
            return BitRate.FromBytes(sum, SlotTime * Slots);
        }
    }

    private void Advance(TimeSpan now)
    {
        var slot = now.Ticks / SlotTime.Ticks;
        if (slot - _newest > _bytes.Length)
            _newest = slot - _bytes.Length;
        while (_newest < slot)
            _bytes[++_newest % _bytes.Length] = 0;
    }
}
