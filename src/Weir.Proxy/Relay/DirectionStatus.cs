namespace Weir.Proxy.Relay;

/// <summary>
/// One direction of a relay at one moment; counts since its start. Of UDP they are datagrams:
/// received + duplicated = forwarded + lost + queue dropped + capped + unsent + what waits.
/// </summary>
/// <param name="Received">What came.</param>
/// <param name="Forwarded">What left; of TCP, reads and writes of any size.</param>
/// <param name="Bytes">The payload of what left.</param>
/// <param name="Lost">Lost on purpose.</param>
/// <param name="QueueDropped">Found the queue full, or the relay's memory for what waits.</param>
/// <param name="Duplicated">Copies made.</param>
/// <param name="Reordered">Overtaken by a later one of their flow, on purpose.</param>
/// <param name="Corrupted">A bit of them was inverted.</param>
/// <param name="Capped">Replies beyond what an unverified client may get.</param>
/// <param name="Unsent">The kernel did not take them, or nobody listens there.</param>
/// <param name="Waiting">In the relay now.</param>
public readonly record struct DirectionStatus(
    long Received,
    long Forwarded,
    long Bytes,
    long Lost,
    long QueueDropped,
    long Duplicated,
    long Reordered,
    long Corrupted,
    long Capped,
    long Unsent,
    long Waiting
);
