using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Weir.Http.Messages;
using Weir.Transport.Linux;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>Files are read: by what a request selects, and never before their checksums are proven.</summary>
internal sealed partial class DiskStore
{
    /// <summary>The newest file that a request selects, proven; its slot is held. False for none.</summary>
    /// <param name="slice">Which slice; null for a whole.</param>
    public bool TryLoad(
        string key,
        Head request,
        long? slice,
        [NotNullWhen(true)] out DiskSlot? slot,
        [NotNullWhen(true)] out DiskRecord? record
    )
    {
        foreach (var candidate in _index.Find(DiskName.HashOf(key)))
        {
            if (slice is { } index ? candidate.Name.Selection != DiskName.OfSlice(index) : candidate.Name.IsSlice)
                continue;
            if (!candidate.TryHold())
                continue;
            if (
                Read(candidate, head => head.Key == key && (slice is not null || head.Selection.Matches(request))) is
                { } read
            )
            {
                candidate.CountUse();
                (slot, record) = (candidate, read);
                return true;
            }

            Release(candidate);
        }

        (slot, record) = (null, null);
        return false;
    }

    /// <summary>Opens a proven file for readers; false when it is gone, or is not what was proven. The slot is held then.</summary>
    public bool TryOpen(DiskSlot slot, [NotNullWhen(true)] out SafeFileHandle? handle)
    {
        handle = null;
        if (!slot.TryHold())
            return false;
        handle = DiskFolder.Open(_folder.PathOf(slot.Name));
        if (handle is not null && slot.Proven is { } proven && FileFingerprint.Of(handle) == proven)
            return true;
        handle?.Dispose();
        handle = null;
        slot.Proven = null;
        Release(slot);
        return false;
    }

    private DiskRecord? Read(DiskSlot slot, Func<DiskHead, bool> isWanted)
    {
        try
        {
            using var file = DiskFolder.Open(_folder.PathOf(slot.Name));
            if (file is null || FileFingerprint.Of(file) is not { } fingerprint)
            {
                Remove(slot);
                return null;
            }

            if (_heads.Read(slot, file) is not var (head, footer))
            {
                Spoil(slot);
                return null;
            }

            if (!isWanted(head))
                return null;
            var small = footer.BodyLength <= MemoryStore.SmallBody ? new byte[footer.BodyLength] : null;
            if (small is not null || slot.Proven != fingerprint)
            {
                if (!DiskRecord.Prove(file, footer, small))
                {
                    Spoil(slot);
                    return null;
                }

                slot.Proven = fingerprint;
            }

            return new DiskRecord(head, footer.BodyLength, small);
        }
        catch (IOException exception)
        {
            _faults.Failed(exception);
            Remove(slot);
            return null;
        }
    }

    private void Spoil(DiskSlot slot)
    {
        _faults.Spoiled(_folder.PathOf(slot.Name));
        Remove(slot);
    }
}
