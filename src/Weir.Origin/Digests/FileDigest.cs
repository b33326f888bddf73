using Weir.Content.Hashes;
using Weir.Http.Fields;
using Weir.Origin.Files;

namespace Weir.Origin.Digests;

/// <summary>The hashes of one version of a file: not asked for, on their way, known, or not to be had now. Any thread.</summary>
internal sealed class FileDigest(FileFacts facts)
{
    private volatile TaskCompletionSource<FileHashes?> _done = NewSource();
    private int _isAsked;
    private long _restsUntil;
    private volatile FileHashes? _hashes;
    private volatile byte[]? _field;

    public FileFacts Facts => facts;

    /// <summary>Null until they are known.</summary>
    public FileHashes? Hashes => _hashes;

    /// <summary>The value of Repr-Digest; null until it is known.</summary>
    public byte[]? Field => _field;

    /// <summary>Whether somebody sees to it, or has seen to it.</summary>
    public bool IsOnItsWay => Volatile.Read(ref _isAsked) != 0;

    /// <summary>Of the attempt that is under way. Null when the file changed, or could not be read this time.</summary>
    public Task<FileHashes?> Done => _done.Task;

    /// <summary>True for the one who is to see to it that the file is hashed.</summary>
    public bool TryAsk(TimeProvider time) =>
        Volatile.Read(ref _isAsked) == 0
        && time.GetElapsedTime(0, time.GetTimestamp()).Ticks >= Interlocked.Read(ref _restsUntil)
        && Interlocked.Exchange(ref _isAsked, 1) == 0;

    /// <summary>It was not possible now: whoever comes next may try again.</summary>
    public void Unask() => Volatile.Write(ref _isAsked, 0);

    public void Finish(FileHashes hashes)
    {
        _field = DigestField.Format(DigestField.Sha256, hashes.Whole.Expected);
        _hashes = hashes;
        _done.TrySetResult(hashes);
    }

    /// <summary>Tells those who wait, and lets whoever comes later try again.</summary>
    /// <param name="rests">Monotonic time before which nobody does: a disk that fails need not be read for every request.</param>
    public void Fail(TimeSpan rests)
    {
        var failed = _done;
        Interlocked.Exchange(ref _restsUntil, rests.Ticks);
        _done = NewSource();
        Unask();
        failed.TrySetResult(null);
    }

    private static TaskCompletionSource<FileHashes?> NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
