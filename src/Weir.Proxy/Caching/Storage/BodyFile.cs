using Microsoft.Win32.SafeHandles;
using Weir.Proxy.Caching.Storage.Disk;
using Weir.Transport.Linux;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// The file that a body is written to, or is sent from. While it is written it is open; once it is whole it is open while
/// somebody reads it. Guarded by the body's lock, but for writing, which is the maker's.
/// </summary>
internal sealed class BodyFile
{
    private readonly DiskStore _store;
    private DiskDraft? _draft;
    private DiskSlot? _slot;
    private SafeFileHandle? _handle;

    /// <summary>A file on its way.</summary>
    public BodyFile(DiskStore store, DiskDraft draft)
    {
        (_store, _draft, _handle) = (store, draft, draft.Handle);
    }

    /// <summary>A whole file.</summary>
    public BodyFile(DiskStore store, DiskSlot slot)
    {
        (_store, _slot) = (store, slot);
    }

    /// <summary>Open while there are readers.</summary>
    public SafeFileHandle Handle => _handle!;

    /// <summary>Appends; false when there is no room or the disk fails.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes) => _draft!.TryWrite(bytes);

    /// <summary>Whether it may be read now. It does not block for long: the kernel has the folder in memory.</summary>
    public bool TryOpen() => _handle is not null || (_slot is { } slot && _store.TryOpen(slot, out _handle));

    /// <summary>Whether it is what was proven, or still on its way.</summary>
    public bool IsStill() => _slot is not { } slot || (FileFingerprint.Of(_handle!) is { } now && now == slot.Proven);

    /// <summary>Makes it whole; null when that fails. The maker's thread, without the body's lock.</summary>
    public DiskSlot? Commit(DiskHead head) => _store.Commit(_draft!, head);

    /// <summary>It is whole and has a name now.</summary>
    /// <param name="isRead">Whether somebody reads it.</param>
    public void Settle(DiskSlot slot, bool isRead)
    {
        (_draft, _slot) = (null, slot);
        if (isRead && slot.TryHold())
            return;
        // Gone already, which who reads it does not notice; or nobody does.
        if (!isRead)
            Close();
        else
            _slot = null;
    }

    /// <summary>The last reader has left.</summary>
    public void Rest()
    {
        if (_draft is not null || _handle is null)
            return;
        Close();
        if (_slot is { } slot)
            _store.Release(slot);
    }

    /// <summary>Nobody will ever read it again.</summary>
    public void Dispose()
    {
        if (_draft is { } draft)
            _store.Abandon(draft);
        _draft = null;
        Rest();
    }

    private void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }
}
