using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;

namespace Weir.Cli.Screens;

/// <summary>A line an interval, and one for each source that changes its state for the worse or comes back.</summary>
internal sealed class PlainDownloadScreen(Output output, TimeSpan interval) : IDownloadScreen, IDownloadWatcher
{
    private readonly HashSet<string> _troubled = [];

    public TimeSpan Interval => interval;

    public Task<DownloadResult> ShowAsync(Func<IDownloadWatcher?, Task<DownloadResult>> download) => download(this);

    public void OnProgress(ProgressEvent progress)
    {
        // The summary says it better.
        if (progress.Bytes == (progress.Size ?? 0))
            return;
        var active = progress.Sources.Count(s => s.State == SourceState.Active);
        output.Note($"{DownloadWords.Progress(progress)}  {active} of {progress.Sources.Count} sources active");
    }

    public void OnSource(SourceEvent change)
    {
        if (change.State is SourceState.Failed or SourceState.Stalled or SourceState.Rejected or SourceState.Held)
        {
            _troubled.Add(change.Url);
            output.Note($"{change.Url} {DownloadWords.Name(change.State)}: {change.Reason}");
        }
        else if (change.State == SourceState.Active && _troubled.Remove(change.Url))
        {
            output.Note($"{change.Url} is back");
        }
    }

    public void OnWaiting(int available, int sources) => output.Note(DownloadWords.Waiting(available, sources));

    public void OnNotice(string sentence) => output.Note(sentence);
}
