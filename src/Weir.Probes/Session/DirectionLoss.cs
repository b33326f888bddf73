namespace Weir.Probes.Session;

/// <summary>
/// Where packets were lost, from the sequence numbers of a stateful reflector (RFC 8762 section 4.3: its own count is what
/// allows to tell near-end from far-end loss). Pure.
/// </summary>
/// <remarks>
/// With s the sender's numbers, r the reflector's, both from 0, and all replies seen: up to the highest r the reflector
/// got r_max + 1 packets, less those that the network had doubled on the way; up to the highest s there were s_max + 1.
/// The difference was lost forward, and what else is missing up to s_max was lost backward. Packets after the last reply
/// belong to neither. A reflector that had counted for someone else before is measured from the first number seen.
/// </remarks>
internal sealed class DirectionLoss
{
    private const int MostDoubled = 1_000_000;

    private readonly Range _sent = new();
    private readonly Range _reflected = new();
    private long _answered;

    /// <summary>The reflector's numbers of packets that it had answered under another number before, each once.</summary>
    private readonly HashSet<long> _doubled = [];

    private long _highestLead = long.MinValue;
    private bool _allCountOwn = true;
    private bool _differs;
    private bool _isFlooded;

    /// <param name="isFirst">False when the packet had been answered before.</param>
    /// <param name="isOther">True when it had, under another number: then it reached the reflector twice.</param>
    public void Add(long s, long r, bool isFirst, bool isOther, bool countsOwn)
    {
        _sent.Add(s);
        _reflected.Add(r);
        _answered += isFirst ? 1 : 0;
        // Nobody sees more copies than packets but who is made to: then the numbers tell nothing.
        _isFlooded |= _doubled.Count > MostDoubled;
        if (isOther && !_isFlooded)
            _doubled.Add(r);
        _highestLead = Math.Max(_highestLead, r - s);
        _allCountOwn &= countsOwn;
        _differs |= r != s;
    }

    /// <summary>Null when the numbers tell nothing: a stateless reflector returns the sender's.</summary>
    public (long Forward, long Backward)? Read()
    {
        if (_answered == 0 || _isFlooded || !(_differs || _allCountOwn))
            return null;
        // A count from 0 is ahead of the sender's by doubled packets only.
        var isFromZero = _highestLead <= _doubled.Count;
        var sent = _sent.Highest + 1 - (isFromZero ? 0 : _sent.Lowest);
        var reflected = _reflected.Highest + 1 - (isFromZero ? 0 : _reflected.Lowest);
        var lost = sent - _answered;
        var forward = Math.Clamp(sent - (reflected - _doubled.Count), 0, lost);
        return (forward, lost - forward);
    }

    private sealed class Range
    {
        public long Lowest { get; private set; } = long.MaxValue;
        public long Highest { get; private set; } = long.MinValue;

        public void Add(long value) => (Lowest, Highest) = (Math.Min(Lowest, value), Math.Max(Highest, value));
    }
}
