using Weir.Measurements.Units;

namespace Weir.Downloads.Adapting;

/// <summary>
/// How many connections each source gets. Pure: the time comes in with each call. Guarded by the session's gate.
/// <para>
/// Each source begins with one. Then in turns: the rates settle, are measured over a window, and every source that may
/// gets one more on trial. The next window judges: a trial that made its source faster, and not only at the cost of the
/// others, stays; another is taken back, and its source is left alone for a while. This is hill climbing on goodput, as
/// in adaptive parallel transfers (Yun, Wu, Rao et al., ProbData, 2015), in steps of one.
/// </para>
/// </summary>
internal sealed class AdaptiveConnections(AdaptiveOptions options)
{
    private readonly List<SourceCount> _sources = [];
    private TimeSpan? _since;
    private bool _isMeasuring;
    private int _looks;

    /// <summary>How many connections the source may have now.</summary>
    public int AllowedFor(int source) => _sources[source].Allowed;

    /// <summary>Why the source has as many connections as it has, as a sentence; null when nothing was ever decided.</summary>
    public string? ReasonOf(int source) => _sources[source].Reason;

    public void Add() => _sources.Add(new SourceCount(options.Pause));

    /// <summary>Lets time pass.</summary>
    /// <returns>True when a source may have more, or fewer, connections than before.</returns>
    public bool Tick(TimeSpan now, IReadOnlyList<SourceFlow> flows, WholeFlow whole)
    {
        if (_since is not { } since)
        {
            _since = now;
            return false;
        }
        if (!_isMeasuring)
        {
            if (now - since >= SettleTime(flows) && (AllAtWork(flows) || now - since >= options.Patience))
                Begin(now, flows);
            return false;
        }
        _looks++;
        for (var i = 0; i < _sources.Count; i++)
            _sources[i].Look(flows[i]);
        if (now - since < options.Window)
            return false;
        for (var i = 0; i < _sources.Count; i++)
            _sources[i].Measure(flows[i], now - since, _looks);
        var hasChanged = JudgeTrials(now);
        hasChanged |= TryMore(now, flows, whole);
        foreach (var source in _sources)
            source.Before = source.Rate;
        (_since, _isMeasuring) = (now, false);
        return hasChanged;
    }

    /// <summary>What was measured until now says nothing about what comes: the download had paused.</summary>
    public void Restart(TimeSpan now) => (_since, _isMeasuring) = (now, false);

    /// <summary>A connection of the source failed, or its server wants no more of them.</summary>
    /// <param name="working">Connections of the source that go on.</param>
    /// <returns>True when the source may have fewer connections than before.</returns>
    public bool Fail(int source, int working, string reason, TimeSpan now)
    {
        var entry = _sources[source];
        var fewer = Math.Clamp(working, 1, entry.Allowed);
        if (fewer == entry.Allowed)
            return false;
        var failed = entry.Allowed;
        entry.Back(fewer, now, options.MostPause);
        entry.Reason = $"stopped at {fewer}: {Ordinal(failed)} connection failed ({reason})";
        entry.Before = null;
        (_since, _isMeasuring) = (now, false);
        return true;
    }

    private void Begin(TimeSpan now, IReadOnlyList<SourceFlow> flows)
    {
        (_since, _isMeasuring, _looks) = (now, true, 0);
        for (var i = 0; i < _sources.Count; i++)
            _sources[i].Begin(flows[i]);
    }

    private bool AllAtWork(IReadOnlyList<SourceFlow> flows)
    {
        for (var i = 0; i < _sources.Count; i++)
            if (_sources[i].IsOnTrial && flows[i].Working < _sources[i].Allowed)
                return false;
        return true;
    }

    private TimeSpan SettleTime(IReadOnlyList<SourceFlow> flows)
    {
        var longest = options.Settle;
        foreach (var flow in flows)
            if (flow.Working > 0 && flow.RoundTrip * options.SettleRoundTrips > longest)
                longest = flow.RoundTrip * options.SettleRoundTrips;
        return longest < options.MostSettle ? longest : options.MostSettle;
    }

    private bool JudgeTrials(TimeSpan now)
    {
        var (trials, all) = (0.0, 0.0);
        foreach (var source in _sources)
        {
            if (source.Before is not { } before)
                continue;
            all += source.Rate - before;
            if (source.IsOnTrial)
                trials += Math.Max(0, source.Rate - before);
        }
        // What trials gained and others lost is no gain: they share the narrow place.
        var isShared = all < trials / 2;
        var hasChanged = false;
        foreach (var source in _sources)
        {
            if (!source.IsOnTrial)
                continue;
            source.IsOnTrial = false;
            var before = source.Before ?? source.Rate;
            var gain = before > 0 ? (source.Rate - before) / before : 0;
            var figures = $"{Percent(gain)}, {Rate(before)} → {Rate(source.Rate)}";
            if (source.IsSteady && gain >= options.LeastGain && !isShared)
            {
                source.Keep(options.Pause);
                source.Reason = $"went to {source.Allowed}: {Ordinal(source.Allowed)} connection gave {figures}";
                continue;
            }
            var tried = source.Allowed;
            source.Back(tried - 1, now, options.MostPause);
            source.Reason =
                !source.IsSteady ? $"stopped at {tried - 1}: {Ordinal(tried)} connection found too little to do"
                : gain >= options.LeastGain
                    ? $"stopped at {tried - 1}: what {Ordinal(tried)} connection gave ({figures}) the other sources lost"
                : $"stopped at {tried - 1}: {Ordinal(tried)} connection gave {figures}";
            hasChanged = true;
        }
        return hasChanged;
    }

    private bool TryMore(TimeSpan now, IReadOnlyList<SourceFlow> flows, WholeFlow whole)
    {
        var total = _sources.Sum(s => s.Rate);
        var room = options.Most - _sources.Sum(s => s.Allowed);
        var hasChanged = false;
        for (var i = 0; i < _sources.Count; i++)
        {
            var source = _sources[i];
            if (!flows[i].MayGrow || !source.IsSteady || source.Rate <= 0 || now < source.NotBefore)
                continue;
            if (Hindrance(source, total, room, whole) is { } hindrance)
            {
                source.Reason =
                    source.Reason is { } before && source.Allowed > 1 ? $"{before}; {hindrance}" : hindrance;
                source.NotBefore = now + options.Pause;
                continue;
            }
            source.Allowed++;
            source.IsOnTrial = true;
            room--;
            hasChanged = true;
        }
        return hasChanged;
    }

    /// <summary>Why a source that could have one more does not get it.</summary>
    private string? Hindrance(SourceCount source, double total, int room, WholeFlow whole)
    {
        var count = source.Allowed;
        if (whole.Limit is { } limit && total >= limit * 0.9)
            return $"stayed at {count}: the limit of {Rate(limit)} is reached";
        if (source.Rate / count >= options.Enough)
            return $"stayed at {count}: {Rate(source.Rate / count)} over one connection, a further one would only cost CPU time";
        if (whole.Left / total < options.WorthTrying.TotalSeconds)
            return $"stayed at {count}: the rest takes {whole.Left / total:0.0} s, too short for a further one to pay";
        if (count >= options.MostPerSource)
            return $"stayed at {count}: no source gets more";
        return room <= 0 ? $"stayed at {count}: all sources together have {options.Most}, no more are made" : null;
    }

    private static string Rate(double bytesPerSecond) => BitRate.FromBytesPerSecond(bytesPerSecond).ToString();

    private static string Percent(double part) => part >= 0 ? $"+{part * 100:0} %" : $"−{-part * 100:0} %";

    private static string Ordinal(int number) =>
        number switch
        {
            1 => "the 1st",
            2 => "the 2nd",
            3 => "the 3rd",
            _ => $"the {number}th",
        };
}
