namespace Weir.Transport.Udp;

/// <summary>A datagram that has come, but for its bytes.</summary>
/// <param name="Length">Its bytes in the buffer.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Timestamp">
/// When it came, on the scale of <see cref="TimeProvider.GetTimestamp"/>: the kernel's own stamp where it gives one
/// (Linux), else the moment at which this process had it in hand, which adds the time to wake up.
/// </param>
/// <param name="At">The same moment in UTC.</param>
/// <param name="Ttl">Its TTL or hop limit on arrival, where the kernel tells it.</param>
public readonly record struct Arrival(int Length, UdpPeer From, long Timestamp, DateTimeOffset At, byte? Ttl)
{
    /// <summary>True when the time is the kernel's own stamp.</summary>
    public bool IsKernelTime { get; init; }
}
