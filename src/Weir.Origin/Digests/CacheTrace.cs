using Microsoft.Win32.SafeHandles;
using Weir.Origin.Files;
using Weir.Transport.Loop;

namespace Weir.Origin.Digests;

/// <summary>
/// Has the kernel forget again what only one reader from start to end had it load, so that this pushes out nothing that
/// others are being served from. What was in memory before stays there.
/// </summary>
internal sealed class CacheTrace(SafeFileHandle file)
{
    /// <summary>A look so far ahead is not deceived by what the kernel reads in advance, some hundred KiB.</summary>
    private const int Ahead = 1024 * 1024;

    private long _offset;
    private bool _isForeign;
    private bool _isBlind;

    /// <summary>Before the first byte is read.</summary>
    public void Begin() => Look();

    /// <summary>So many bytes more have been read.</summary>
    public void Advance(int count)
    {
        if (!_isForeign)
            LinuxFiles.Forget(file, _offset, count);
        _offset += count;
        Look();
    }

    private void Look() => _isForeign = PageCache.Has(file, _offset + Ahead - 1, ref _isBlind);
}
