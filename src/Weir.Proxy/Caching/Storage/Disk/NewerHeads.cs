using Microsoft.Win32.SafeHandles;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>Heads that came with a 304 for what is on the disk already: each in a file beside it. Blocks. Any thread.</summary>
internal sealed class NewerHeads(DiskFolder folder, DiskIndex index, MemoryBudget space, DiskFaults faults)
{
    /// <summary>Held while a head is put beside a file: two at once would count its space twice, and write one draft.</summary>
    private readonly Lock _lock = new();

    /// <summary>Keeps a head; without room for it the old one stays. Whoever calls it holds the slot.</summary>
    public void Keep(DiskSlot slot, DiskHead head)
    {
        var bytes = head.ToBytes();
        var needed = DiskIndex.SpaceOf(bytes.Length + DiskFooter.Size);
        if (!space.TryTake(needed))
            return;
        using var alone = _lock.EnterScope();
        var before = slot.HasNewerHead ? slot.Bytes - DiskIndex.SpaceOf(slot.Proven?.Size ?? slot.Bytes) : 0;
        if (TryWrite(slot, bytes))
        {
            index.Recount(slot, slot.Bytes - before + needed);
            slot.HasNewerHead = true;
            space.Return(before);
        }
        else
        {
            space.Return(needed);
        }
    }

    /// <summary>The newest head of a file, and the footer that says where its body ends; null when the file is not whole.</summary>
    public (DiskHead Head, DiskFooter Footer)? Read(DiskSlot slot, SafeFileHandle file)
    {
        if (DiskRecord.ReadHead(file) is not var (head, footer))
            return null;
        if (!slot.HasNewerHead)
            return (head, footer);
        using var newer = DiskFolder.Open(folder.HeadPathOf(slot.Name));
        return newer is not null && DiskRecord.ReadHead(newer) is var (fresh, _) && fresh.Key == head.Key
            ? (fresh, footer)
            : (head, footer);
    }

    public void Delete(DiskSlot slot)
    {
        if (slot.HasNewerHead)
            DiskFolder.Delete(folder.HeadPathOf(slot.Name));
    }

    private bool TryWrite(DiskSlot slot, byte[] head)
    {
        // No draft of a response has the name of one that is whole.
        var path = folder.NewPath(slot.Name);
        var draft = default(DiskDraft);
        try
        {
            // Its space is taken already.
            draft = new DiskDraft(path, DiskFolder.Create(path), space, long.MaxValue / 2);
            var isWritten = draft.TryFinish(head);
            draft.Handle.Dispose();
            if (isWritten)
            {
                File.Move(path, folder.HeadPathOf(slot.Name), overwrite: true);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Failed(exception);
        }

        if (draft?.Fault is { } fault)
            faults.Failed(fault);
        DiskFolder.Delete(path);
        return false;
    }
}
