namespace Weir.Downloads.Downloading;

/// <summary>A download that is passed on in order while it is under way: what was passed on cannot be taken back.</summary>
internal sealed partial class Session
{
    /// <summary>How far the sources may be ahead of who reads, in bytes. All of it is in memory.</summary>
    private const int StreamWindow = 48 << 20;

    /// <summary>Passes bytes on once those who might object have been heard. The caller holds the gate.</summary>
    private void LetGo()
    {
        if (_output is null || _attempt is not { } attempt)
            return;
        if (_roster.Pending == 0 || Now - _attemptSince >= _options.Objections)
            attempt.LetGo();
    }

    private void ConcludePassedOn(string why) =>
        Conclude(
            new Conclusion(
                DownloadEnd.Corrupt,
                $"{why}; what was written to the output is wrong and cannot be taken back",
                null
            )
        );
}
