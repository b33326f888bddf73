using Weir.Downloads.Explaining;
using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>What the session knows beyond the record.</summary>
internal sealed partial class Session
{
    /// <summary>Why the download went as it did; for the time after it.</summary>
    public IReadOnlyList<string> Explain(TransferRecord record)
    {
        lock (_gate)
            return Explanation.Of(record, [.. record.Sources.Select((source, i) => StoryOf(source, i))]);
    }

    private SourceStory StoryOf(SourceRecord source, int index)
    {
        var run = _sources[index];
        run.Recover(Now);
        var seconds = run.Worked.TotalSeconds;
        return new SourceStory
        {
            Record = source,
            Connections = run.MostConnections,
            Count =
                IsAdaptive ? _adaptive.ReasonOf(index)
                : _options.Connections is { } most ? $"--connections {most}"
                : null,
            LedTo = run.Route.Current == run.Route.Origin ? null : run.Route.Current.PublicUrl,
            LastFailure = run.LastFailure,
            Lost = run.Lost,
            Path = new PathFacts(
                source.Tcp,
                run.TcpBytes,
                seconds > 0 ? run.Bytes / seconds : 0,
                seconds > 0 ? run.HeldBack.TotalSeconds / seconds : 0
            ),
        };
    }
}
