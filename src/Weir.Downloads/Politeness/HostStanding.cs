namespace Weir.Downloads.Politeness;

/// <summary>
/// What one server has let this process know: that it wants to be left alone for a while, and how many connections it
/// takes at once. Pure: the time comes in with each call.
/// <para>
/// The ceiling is learned: when a further connection is refused while others work, those are as many as it takes. It
/// rises by one each <see cref="HostOptions.RaiseAfter"/>, until the next refusal.
/// </para>
/// </summary>
internal sealed class HostStanding(HostOptions options)
{
    private TimeSpan _quietUntil;
    private TimeSpan _learned;
    private int? _ceiling;

    /// <summary>Connections that are open to it, or about to be.</summary>
    public int Seats { get; private set; }

    /// <summary>Nothing is known that another start would not assume.</summary>
    public bool IsBlank(TimeSpan now) => Seats == 0 && now >= _quietUntil && CeilingAt(now) is null;

    /// <summary>The most connections at once; null when it has refused none.</summary>
    public int? CeilingAt(TimeSpan now) =>
        _ceiling is { } learned ? learned + (int)Math.Min(1000, (now - _learned) / options.RaiseAfter) : null;

    /// <summary>Whether a request may be sent now.</summary>
    public bool MayAsk(TimeSpan now) => now >= _quietUntil;

    /// <summary>Takes a place for one connection, if the server has one.</summary>
    public bool TryTake(TimeSpan now)
    {
        if (!MayAsk(now) || Seats >= (CeilingAt(now) ?? int.MaxValue))
            return false;
        Seats++;
        return true;
    }

    public void Leave() => Seats--;

    /// <summary>It asked to be left alone (Retry-After).</summary>
    public void AskForQuiet(TimeSpan wait, TimeSpan now)
    {
        var until = now + (wait < options.MostQuiet ? wait : options.MostQuiet);
        if (until > _quietUntil)
            _quietUntil = until;
    }

    /// <summary>It refused a connection while <paramref name="working"/> others brought bytes.</summary>
    /// <returns>True when that is news.</returns>
    public bool Refuse(int working, TimeSpan now)
    {
        var ceiling = Math.Max(1, working);
        var isNews = CeilingAt(now) is not { } before || ceiling < before;
        // A ceiling that has risen by one and is refused again is no news, but starts its time anew.
        var isKnown = _ceiling == ceiling;
        _ceiling = Math.Min(ceiling, CeilingAt(now) ?? ceiling);
        _learned = now;
        return isNews && !isKnown;
    }
}
