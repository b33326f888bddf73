using Weir.Content.Hashes;
using Weir.Http.Fields;
using Weir.Origin.Files;

namespace Weir.Origin.Digests;

/// <summary>The hashes of one version of a file: not asked for, on their way, known, or not to be had. Any thread.</summary>
internal sealed class FileDigest(FileFacts facts)
{
    private readonly TaskCompletionSource<FileHashes?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isAsked;
    private volatile FileHashes? _hashes;
    private volatile byte[]? _field;

    public FileFacts Facts => facts;

    /// <summary>Null until they are known.</summary>
    public FileHashes? Hashes => _hashes;

    /// <summary>The value of Repr-Digest; null until it is known.</summary>
    public byte[]? Field => _field;

    /// <summary>Null when the file changed or could not be read: then there is another version, or none.</summary>
    public Task<FileHashes?> Done => _done.Task;

    /// <summary>True for the one who is to see to it that the file is hashed.</summary>
    public bool TryAsk() => Volatile.Read(ref _isAsked) == 0 && Interlocked.Exchange(ref _isAsked, 1) == 0;

    /// <summary>It was not possible now: whoever comes next may try again.</summary>
    public void Unask() => Volatile.Write(ref _isAsked, 0);

    public void Finish(FileHashes? hashes)
    {
        if (hashes is not null)
        {
            _field = DigestField.Format(DigestField.Sha256, hashes.Whole.Expected);
            _hashes = hashes;
        }

        _done.TrySetResult(hashes);
    }
}
