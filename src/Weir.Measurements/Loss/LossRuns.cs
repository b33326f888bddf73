using Weir.Measurements.Records;

namespace Weir.Measurements.Loss;

/// <summary>Counts runs of losses (the loss periods of RFC 3357 section 4), told packet by packet in the order of sending.</summary>
public sealed class LossRuns
{
    private readonly SortedDictionary<long, long> _lengths = [];
    private long _current;

    /// <summary>The next packet.</summary>
    public void Add(bool isLost)
    {
        if (isLost)
            _current++;
        else
            End();
    }

    /// <summary>After the last packet: what was found; null when nothing was lost.</summary>
    public LossRunsRecord? Finish()
    {
        End();
        if (_lengths.Count == 0)
            return null;
        var count = _lengths.Values.Sum();
        return new LossRunsRecord
        {
            Count = count,
            Longest = _lengths.Keys.Last(),
            Mean = Math.Round((double)_lengths.Sum(run => run.Key * run.Value) / count, 9),
            Lengths = [.. _lengths.Select(run => new LossRunCount(run.Key, run.Value))],
        };
    }

    private void End()
    {
        if (_current > 0)
            _lengths[_current] = _lengths.GetValueOrDefault(_current) + 1;
        _current = 0;
    }
}
