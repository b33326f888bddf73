using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>
/// A download under way. All members may be called from any thread at any time; once it is over they change nothing.
/// </summary>
public sealed class Download
{
    private readonly Lock _lock = new(); // guards all below
    private readonly List<Action<Session>> _early = [];
    private Session? _session;

    internal Download(Func<Download, Task<DownloadResult>> run) => Completion = run(this);

    /// <summary>Ends with the download.</summary>
    public Task<DownloadResult> Completion { get; }

    /// <summary>Closes all connections. What is there stays, and <see cref="Resume"/> goes on from it.</summary>
    public void Pause() => Tell(session => session.Pause());

    public void Resume() => Tell(session => session.Resume());

    /// <summary>One more URL of the same file. It is asked at once; one that has another file brings no bytes.</summary>
    public void AddSource(SourceAddress source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Tell(session => session.AddSource(source));
    }

    /// <summary>
    /// Takes a source out: its connections are closed and others fetch the rest. With none left the download ends.
    /// </summary>
    public void RemoveSource(SourceAddress source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Tell(session => session.RemoveSource(source));
    }

    /// <summary>The download has found its target in order: what was told before is done now.</summary>
    internal void Attach(Session session)
    {
        lock (_lock)
        {
            foreach (var act in _early)
                act(session);
            _early.Clear();
            _session = session;
        }
    }

    private void Tell(Action<Session> act)
    {
        lock (_lock)
        {
            if (_session is { } session)
                act(session);
            else
                _early.Add(act);
        }
    }
}
