using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>Passes progress on, for those who want to hear of nothing else.</summary>
internal sealed class ProgressWatcher(IProgress<ProgressEvent> progress) : IDownloadWatcher
{
    public void OnProgress(ProgressEvent now) => progress.Report(now);

    public void OnSource(SourceEvent change) { }

    public void OnWaiting(int available, int sources) { }

    public void OnNotice(string sentence) { }
}
