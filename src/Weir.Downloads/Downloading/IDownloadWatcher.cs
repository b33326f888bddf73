using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>Sees a download happen. Called one call at a time, never from a thread that moves bytes.</summary>
public interface IDownloadWatcher
{
    void OnProgress(ProgressEvent progress);

    void OnSource(SourceEvent change);

    /// <summary>No source has answered yet; <paramref name="sources"/> are being tried.</summary>
    void OnWaiting(int available, int sources);

    /// <summary>Something worth a sentence: an old part that could not be used, a class of sources that was wrong.</summary>
    void OnNotice(string sentence);
}
