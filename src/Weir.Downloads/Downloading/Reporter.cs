namespace Weir.Downloads.Downloading;

/// <summary>Tells the watcher what the session has seen: changes as they come, progress once an interval.</summary>
internal sealed class Reporter(Session session, IDownloadWatcher? watcher, TimeSpan interval, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    public void Report()
    {
        if (watcher is null)
            return;
        ReportNews(watcher);
        if (time.GetElapsedTime(_last) < interval)
            return;
        _last = time.GetTimestamp();
        if (session.IsWaiting)
            watcher.OnWaiting(0, session.SourceCount);
        else
            watcher.OnProgress(session.Progress());
    }

    /// <summary>What is left to say when all is over.</summary>
    public void ReportLast()
    {
        if (watcher is null)
            return;
        ReportNews(watcher);
        watcher.OnProgress(session.Progress());
    }

    private void ReportNews(IDownloadWatcher to)
    {
        session.TakeNews(out var changes, out var notices);
        foreach (var change in changes)
            to.OnSource(change);
        foreach (var notice in notices)
            to.OnNotice(notice);
    }
}
