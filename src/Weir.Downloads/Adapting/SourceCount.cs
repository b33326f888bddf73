namespace Weir.Downloads.Adapting;

/// <summary>How many connections one source may have, and what was measured of it.</summary>
internal sealed class SourceCount(TimeSpan pause)
{
    private TimeSpan _pause = pause;
    private long _start;
    private int _full;

    public int Allowed { get; set; } = 1;

    /// <summary>The last of its connections has to show that it pays.</summary>
    public bool IsOnTrial { get; set; }

    /// <summary>None more is tried before.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>In bytes per second, over the last window.</summary>
    public double Rate { get; private set; }

    /// <summary>The rate over the window before that; null when there is nothing to compare with.</summary>
    public double? Before { get; set; }

    /// <summary>All connections had work for most of the last window, so that its rate says something.</summary>
    public bool IsSteady { get; private set; }

    public string? Reason { get; set; }

    public void Begin(SourceFlow flow) => (_start, _full) = (flow.Bytes, 0);

    public void Look(SourceFlow flow)
    {
        if (flow.Working >= Allowed)
            _full++;
    }

    public void Measure(SourceFlow flow, TimeSpan time, int looks)
    {
        Rate = (flow.Bytes - _start) / time.TotalSeconds;
        // Between two segments a connection is without work for a moment.
        IsSteady = _full * 4 >= looks * 3;
    }

    /// <summary>The trial has paid.</summary>
    public void Keep(TimeSpan firstPause) => _pause = firstPause;

    /// <summary>Goes back to fewer, and leaves the source alone for a while.</summary>
    public void Back(int allowed, TimeSpan now, TimeSpan mostPause)
    {
        Allowed = allowed;
        IsOnTrial = false;
        NotBefore = now + _pause;
        _pause = _pause * 2 < mostPause ? _pause * 2 : mostPause;
    }
}
