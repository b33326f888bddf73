namespace Weir.Transport.Impairment;

/// <summary>
/// When the bytes of streams leave in one direction: late, and no faster than the bandwidth. Nothing is dropped; where a
/// queue is full, nothing more is to be read. Pure but for its randomness. One thread.
/// </summary>
public sealed class ImpairedStream
{
    /// <summary>Of a piece at most, so that a slow link does not send in bursts that are seen.</summary>
    private static readonly TimeSpan LongestPiece = TimeSpan.FromMilliseconds(5);

    private const int LeastPiece = 512;

    private readonly DelayModel _delay;
    private readonly Bottleneck _bottleneck;

    /// <param name="before">The one that this takes the place of: what waits before its bottleneck still does.</param>
    /// <exception cref="ArgumentException">Options that contradict themselves, or that lose or spoil something.</exception>
    public ImpairedStream(ImpairmentOptions options, int seed, ImpairedStream? before = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((options.Problem() ?? (options.IsLossless ? null : "a stream loses nothing")) is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Options = options;
        _delay = new DelayModel(options, new Random(seed));
        _bottleneck = new Bottleneck(options.Bandwidth, options.Queue, before?._bottleneck.FreeAt ?? TimeSpan.Zero);
    }

    public ImpairmentOptions Options { get; }

    /// <summary>Bytes that are to be read at once at most.</summary>
    public int PieceOf(int most) =>
        Options.Bandwidth is { } rate
            ? (int)Math.Clamp(rate.BytesPerSecond * LongestPiece.TotalSeconds, Math.Min(LeastPiece, most), most)
            : most;

    /// <summary>From when on something may be read: now, or when the queue has room again.</summary>
    public TimeSpan MayReadAt(TimeSpan now) => _bottleneck.RoomAt(now);

    /// <summary>When so many bytes that have been read now leave.</summary>
    /// <param name="last">When those before them in their stream leave, which they do not overtake.</param>
    public TimeSpan Pass(TimeSpan now, int bytes, TimeSpan last)
    {
        var at = _bottleneck.Take(now, bytes) + _delay.Next();
        return at > last ? at : last;
    }

    /// <summary>
    /// Bytes that one stream may have under way: what the bandwidth carries within the delay and the queue, and a
    /// constant; without a bandwidth a constant alone.
    /// </summary>
    public long Window(long constant)
    {
        if (Options.Bandwidth is not { } rate)
            return constant;
        var queue = Options.Queue ?? QueueLimit.Default;
        var path =
            rate.BytesPerSecond * (Options.Delay + Options.DelayJitter + (queue.Wait ?? TimeSpan.Zero)).TotalSeconds;
        return (long)Math.Min(path + (queue.Bytes ?? 0) + constant, long.MaxValue / 2);
    }
}
