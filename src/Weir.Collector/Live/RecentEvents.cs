using System.Globalization;

namespace Weir.Collector.Live;

/// <summary>The last events of what was stored, numbered, for those who lost the stream. One thread at a time.</summary>
/// <param name="most">Events that are kept.</param>
internal sealed class RecentEvents(int most)
{
    /// <summary>The name of the event that tells a watcher to ask for what is stored.</summary>
    public const string Missed = "missed";

    /// <summary>Another process counts from 1 again: an id of an earlier one is known by this.</summary>
    private readonly string _run = $"{Guid.NewGuid():N}"[..8];

    private readonly Queue<LiveEvent> _events = [];

    /// <summary>Of the last event.</summary>
    private long _number;

    /// <summary>Where a watcher is who has been told everything.</summary>
    public string Here => IdOf(_number);

    public LiveEvent Add(string name, string data)
    {
        var happened = new LiveEvent(name, data, IdOf(++_number));
        _events.Enqueue(happened);
        if (_events.Count > most)
            _events.Dequeue();
        return happened;
    }

    /// <summary>
    /// Those that came after the one with this id; before them <c>missed</c>, when there were some that are not kept any
    /// more: its watcher asks for what is stored.
    /// </summary>
    public IEnumerable<LiveEvent> After(string id)
    {
        var isOfThisRun = id.StartsWith(_run + "-", StringComparison.Ordinal);
        var isNumber = long.TryParse(
            id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var last
        );
        var kept = _number - _events.Count;
        if (isOfThisRun && isNumber && last >= kept && last <= _number)
            return _events.Skip((int)(last - kept));
        return _events.Prepend(new LiveEvent(Missed, "{}", IdOf(kept)));
    }

    private string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{_run}-{number}");
}
