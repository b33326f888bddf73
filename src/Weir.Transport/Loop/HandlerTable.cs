namespace Weir.Transport.Loop;

/// <summary>
/// Handlers by descriptor. A token carries a generation beside the descriptor, because an event that is already in the
/// array may belong to a connection that was closed a moment ago and whose number was given to another.
/// </summary>
internal sealed class HandlerTable
{
    private Slot[] _slots = new Slot[64];

    private struct Slot
    {
        public ILoopHandler? Handler;
        public uint Generation;
    }

    public ulong Add(int fd, ILoopHandler handler)
    {
        if (fd >= _slots.Length)
            Array.Resize(ref _slots, Math.Max(fd + 1, _slots.Length * 2));
        ref var slot = ref _slots[fd];
        slot.Handler = handler;
        slot.Generation++;
        return ((ulong)slot.Generation << 32) | (uint)fd;
    }

    public void Remove(int fd) => _slots[fd].Handler = null;

    /// <summary>All of one kind.</summary>
    public T[] All<T>()
        where T : ILoopHandler => [.. _slots.Select(slot => slot.Handler).OfType<T>()];

    public ILoopHandler? Find(ulong token)
    {
        ref var slot = ref _slots[(int)(uint)token];
        return slot.Generation == (uint)(token >> 32) ? slot.Handler : null;
    }
}
