namespace Weir.Proxy.Relay;

/// <summary>What one direction counts: one thread writes, any read.</summary>
internal sealed class DirectionCounts
{
    public long Received;
    public long Forwarded;
    public long Bytes;
    public long Lost;
    public long QueueDropped;
    public long Duplicated;
    public long Reordered;
    public long Corrupted;
    public long Capped;
    public long Unsent;
    public long Waiting;

    public DirectionStatus Read() =>
        new(
            Volatile.Read(ref Received),
            Volatile.Read(ref Forwarded),
            Volatile.Read(ref Bytes),
            Volatile.Read(ref Lost),
            Volatile.Read(ref QueueDropped),
            Volatile.Read(ref Duplicated),
            Volatile.Read(ref Reordered),
            Volatile.Read(ref Corrupted),
            Volatile.Read(ref Capped),
            Volatile.Read(ref Unsent),
            Volatile.Read(ref Waiting)
        );
}
