namespace Weir.Transport.Impairment;

/// <summary>How much may wait before a bottleneck; exactly one of the two is given.</summary>
/// <param name="Wait">The longest that something that comes may have to wait.</param>
/// <param name="Bytes">The most bytes that may wait, with those of what comes.</param>
public readonly record struct QueueLimit(TimeSpan? Wait, long? Bytes)
{
    /// <summary>What home routers without queue management had room for, roughly.</summary>
    public static readonly QueueLimit Default = OfTime(TimeSpan.FromMilliseconds(100));

    public static QueueLimit OfTime(TimeSpan wait) => new(wait, null);

    public static QueueLimit OfBytes(long bytes) => new(null, bytes);
}
