namespace Weir.Transport.Impairment;

/// <summary>
/// Decides what becomes of each packet in one direction: the same arrivals with the same seed have the same fate. Each
/// cause draws from a randomness of its own, so that a change to one leaves the others as they were. Pure but for that.
/// One thread.
/// </summary>
public sealed class ImpairedPath
{
    /// <summary>What is held back leaves then, though nothing has overtaken it.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly LossModel _loss;
    private readonly DelayModel _delay;
    private readonly Bottleneck _bottleneck;
    private readonly Random _duplicates;
    private readonly Random _reordering;
    private readonly Random _corruption;
    private TimeSpan _lastDeparture;

    /// <param name="before">The path that this one takes the place of: what waits before its bottleneck still does.</param>
    /// <exception cref="ArgumentException">Options that contradict themselves.</exception>
    public ImpairedPath(ImpairmentOptions options, int seed, ImpairedPath? before = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Options = options;
        // A Random of its own for each cause; numbers drawn from one give seeds that have nothing to do with each other.
        var seeds = new Random(seed);
        _loss = new LossModel(options, new Random(seeds.Next()));
        _delay = new DelayModel(options, new Random(seeds.Next()));
        _duplicates = new Random(seeds.Next());
        _reordering = new Random(seeds.Next());
        _corruption = new Random(seeds.Next());
        _bottleneck = new Bottleneck(options.Bandwidth, options.Queue, before?._bottleneck.FreeAt ?? TimeSpan.Zero);
        _lastDeparture = before?._lastDeparture ?? TimeSpan.Zero;
    }

    public ImpairmentOptions Options { get; }

    /// <summary>
    /// Fills in what leaves for a packet that has come: nothing, the packet, or the packet and its copy.
    /// (1) It may be lost. (2) It waits in the queue for the bandwidth, or finds it full; so does its copy, which is not
    /// made when there is no room for it. (3) It may be spoiled. (4) It is delayed, with jitter. (5) It may be held back.
    /// </summary>
    /// <param name="now">When it came, monotonic.</param>
    /// <param name="length">Its payload in bytes.</param>
    /// <param name="departures">Is cleared first.</param>
    public ImpairmentVerdict Pass(TimeSpan now, int length, List<Departure> departures)
    {
        ArgumentNullException.ThrowIfNull(departures);
        departures.Clear();
        if (_loss.Next())
            return ImpairmentVerdict.Lost;
        var isDoubled = Happens(Options.Duplicate, _duplicates);
        if (!_bottleneck.HasRoom(now, length))
            return ImpairmentVerdict.QueueFull;
        departures.Add(Send(now, length, DepartureMarks.None));
        if (isDoubled && _bottleneck.HasRoom(now, length))
            departures.Add(Send(now, length, DepartureMarks.Copy));
        return ImpairmentVerdict.Passed;
    }

    private Departure Send(TimeSpan now, int length, DepartureMarks marks)
    {
        var sent = _bottleneck.Take(now, length);
        var wrongBit = Happens(Options.Corrupt, _corruption) && length > 0 ? _corruption.Next(8 * length) : -1;
        var at = sent + _delay.Next();
        // A copy is no packet that could be missed in its place, so that only first ones are held back.
        if (marks == DepartureMarks.None && Happens(Options.Reorder, _reordering))
            return new Departure(at + LongestHold, DepartureMarks.Held, wrongBit);
        if (Options.KeepsOrder && at < _lastDeparture)
            at = _lastDeparture;
        _lastDeparture = at;
        return new Departure(at, marks, wrongBit);
    }

    private static bool Happens(double share, Random random) => share > 0 && random.NextDouble() < share;
}
