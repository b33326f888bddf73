using Weir.Measurements.Units;

namespace Weir.Origin.Replicas;

/// <summary>The rate of the last second, in slots of 100 ms. Pure: <c>now</c> is an argument. Any thread.</summary>
public sealed class RateMeter
{
    private const int Slots = 10;
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Guards the change of a slot to another stretch of time; what is added within one needs no lock.</summary>
    private readonly Lock _lock = new();
    private readonly Slot[] _slots = new Slot[Slots + 1];

    private struct Slot
    {
        public long Number;
        public long Bytes;
    }

    public void Add(long bytes, TimeSpan now)
    {
        var number = NumberAt(now);
        ref var slot = ref _slots[number % _slots.Length];
        if (Volatile.Read(ref slot.Number) < number)
            Renew(ref slot, number);
        // A loop whose clock lies a whole second behind has nothing to say of this one.
        if (Volatile.Read(ref slot.Number) == number)
            Interlocked.Add(ref slot.Bytes, bytes);
    }

    /// <summary>The mean of the last ten whole slots: the one that is still filling would understate it.</summary>
    public BitRate Read(TimeSpan now)
    {
        var newest = NumberAt(now);
        var sum = 0L;
        foreach (ref var slot in _slots.AsSpan())
        {
            var number = Volatile.Read(ref slot.Number);
            if (number >= newest - Slots && number < newest)
                sum += Interlocked.Read(ref slot.Bytes);
        }

        return BitRate.FromBytes(sum, SlotTime * Slots);
    }

    private static long NumberAt(TimeSpan now) => now.Ticks / SlotTime.Ticks;

    private void Renew(ref Slot slot, long number)
    {
        lock (_lock)
        {
            if (slot.Number >= number)
                return;
            Interlocked.Exchange(ref slot.Bytes, 0);
            Volatile.Write(ref slot.Number, number);
        }
    }
}
