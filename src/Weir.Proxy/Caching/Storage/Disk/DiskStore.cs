using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Weir.Http.Messages;
using Weir.Transport.Linux;

namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>
/// Responses on disk, within a hard bound that those on their way share. Its calls block, but for <see cref="Has"/>. Any
/// thread.
/// </summary>
/// <remarks>
/// What a kill at any instruction leaves: files without a name in <c>filling</c>, which the next start removes, and whole
/// ones. Nothing is flushed: after a power loss a file may have a name and not its bytes, and then its checksums, which are
/// proven when it is first read, say so.
/// </remarks>
internal sealed partial class DiskStore : IDisposable
{
    private readonly DiskFolder _folder;
    private readonly DiskIndex _index;
    private readonly Action<string> _warn;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held while a head is put beside a file: two at once would count its space twice.</summary>
    private readonly Lock _freshening = new();
    private ulong _number;
    private volatile bool _isStopped;
    private int _isFailing;

    /// <param name="memory">What the index takes is counted there.</param>
    /// <param name="warn">Told, in a sentence, when the disk begins to fail and of files that are not what was stored.</param>
    public DiskStore(DiskFolder folder, long limit, int mostVariants, MemoryBudget memory, Action<string> warn)
    {
        _folder = folder;
        _warn = warn;
        _index = new DiskIndex(limit, mostVariants, memory);
        Space = new MemoryBudget(limit) { Evict = TryEvict };
    }

    /// <summary>Bytes on the disk.</summary>
    public MemoryBudget Space { get; }

    /// <summary>The longest body that is kept, as in memory.</summary>
    public long LargestBody => Space.Limit / 4 * 3;

    public int Count => _index.Count;

    /// <summary>Files that could not be written.</summary>
    public long Errors;

    /// <summary>Files that were not what was stored, and are gone.</summary>
    public long Corrupt;

    /// <summary>Completes when all that was there at the start is known. Until then nothing is written: it might not fit.</summary>
    public Task Ready => _read.Task;

    /// <summary>Finds out what is there, on a thread of its own.</summary>
    public void Start() => new Thread(ReadFolder) { Name = "cache folder", IsBackground = true }.Start();

    /// <summary>Whether something may be there for a key. Does not block.</summary>
    public bool Has(string key) => _index.Count > 0 && _index.Has(DiskName.HashOf(key));

    /// <summary>Begins a file; null when there is no room for it or the disk fails.</summary>
    public DiskDraft? Begin(long? declared)
    {
        if (!_read.Task.IsCompletedSuccessfully || declared > LargestBody)
            return null;
        var reserved = DiskIndex.SpaceOf((declared ?? 0) + DiskDraft.Step);
        if (!Space.TryTake(reserved))
            return null;
        var path = _folder.NewPath(new DiskName(0, 0, Interlocked.Increment(ref _number)));
        try
        {
            return new DiskDraft(path, DiskFolder.Create(path), Space, reserved);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Space.Return(reserved);
            Fail(exception);
            return null;
        }
    }

    /// <summary>Ends a file that will not be whole.</summary>
    public void Abandon(DiskDraft draft)
    {
        if (draft.Fault is { } fault)
            Fail(fault);
        draft.Handle.Dispose();
        DiskFolder.Delete(draft.Path);
        Space.Return(draft.Reserved);
    }

    /// <summary>
    /// Makes a file whole and gives it its name; null when that fails: then it is still to be abandoned. Its handle stays
    /// open and is the caller's.
    /// </summary>
    public DiskSlot? Commit(DiskDraft draft, DiskHead head)
    {
        if (!draft.TryFinish(head.ToBytes()) || FileFingerprint.Of(draft.Handle) is not { } fingerprint)
            return null;
        var name = new DiskName(
            DiskName.HashOf(head.Key),
            DiskName.HashOf(head.Selection),
            Interlocked.Increment(ref _number)
        );
        try
        {
            File.Move(draft.Path, _folder.PathOf(name), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
            return null;
        }

        _isFailing = 0;
        var slot = new DiskSlot(name, DiskIndex.SpaceOf(fingerprint.Size)) { Proven = fingerprint };
        Space.Return(draft.Reserved - slot.Bytes);
        Delete(_index.Add(slot, isKnown: false));
        return slot;
    }

    /// <summary>Stores a small body that is in memory; null when there is no room or the disk fails.</summary>
    public DiskSlot? Save(DiskHead head, IEnumerable<ReadOnlyMemory<byte>> body, long length)
    {
        if (Begin(length) is not { } draft)
            return null;
        var slot = body.All(part => draft.TryWrite(part.Span)) ? Commit(draft, head) : null;
        if (slot is null)
            Abandon(draft);
        else
            draft.Handle.Dispose();
        return slot;
    }

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

    /// <summary>Keeps a head that has come with a 304 beside the file; without room for it the old one stays.</summary>
    public void Freshen(DiskSlot slot, DiskHead head)
    {
        var bytes = head.ToBytes();
        var space = DiskIndex.SpaceOf(bytes.Length + DiskFooter.Size);
        if (!slot.TryHold())
            return;
        if (Space.TryTake(space))
        {
            using var alone = _freshening.EnterScope();
            var before = slot.HasNewerHead ? slot.Bytes - DiskIndex.SpaceOf(slot.Proven?.Size ?? slot.Bytes) : 0;
            if (WriteHead(slot, bytes))
            {
                _index.Recount(slot, slot.Bytes - before + space);
                slot.HasNewerHead = true;
                Space.Return(before);
            }
            else
            {
                Space.Return(space);
            }
        }

        Release(slot);
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

    public void Release(DiskSlot slot)
    {
        if (slot.Release())
            Space.Return(slot.Bytes);
    }

    /// <summary>False when it is gone already.</summary>
    public bool Remove(DiskSlot slot)
    {
        var isRemoved = _index.Remove(slot);
        if (isRemoved)
            Delete(slot);
        return isRemoved;
    }

    /// <summary>Removes all files of a key, and says how many they were.</summary>
    public int Remove(string key)
    {
        var removed = _index.Find(DiskName.HashOf(key)).Where(_index.Remove).ToList();
        Delete(removed);
        return removed.Count;
    }

    public void RemoveSlices(string key)
    {
        foreach (var slot in _index.Find(DiskName.HashOf(key)).Where(slot => slot.Name.IsSlice))
            Remove(slot);
    }

    /// <summary>Reads the head of every file, and removes those that are meant; says how many they were.</summary>
    public int RemoveWhere(Func<DiskHead, bool> isMeant)
    {
        var removed = 0;
        foreach (var slot in _index.All())
        {
            if (!slot.TryHold())
                continue;
            using (var file = DiskFolder.Open(_folder.PathOf(slot.Name)))
            {
                if (
                    file is not null
                    && ReadNewestHead(slot, file) is { } found
                    && isMeant(found.Head)
                    && _index.Remove(slot)
                )
                {
                    Delete(slot);
                    removed++;
                }
            }

            Release(slot);
        }

        return removed;
    }

    /// <summary>A sentence about a failing disk, once until it works again.</summary>
    public void Fail(Exception fault)
    {
        Interlocked.Increment(ref Errors);
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
            _warn($"{_folder.Path} cannot be written, so that nothing is kept there; {fault.Message}");
    }

    public void Dispose()
    {
        _isStopped = true;
        _folder.Dispose();
        Space.Dispose();
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

            if (ReadNewestHead(slot, file) is not var (head, footer))
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
            Fail(exception);
            Remove(slot);
            return null;
        }
    }

    private (DiskHead Head, DiskFooter Footer)? ReadNewestHead(DiskSlot slot, SafeFileHandle file)
    {
        if (DiskRecord.ReadHead(file) is not var (head, footer))
            return null;
        if (!slot.HasNewerHead)
            return (head, footer);
        using var newer = DiskFolder.Open(_folder.HeadPathOf(slot.Name));
        return newer is not null && DiskRecord.ReadHead(newer) is var (fresh, _) && fresh.Key == head.Key
            ? (fresh, footer)
            : (head, footer);
    }

    private void Spoil(DiskSlot slot)
    {
        Interlocked.Increment(ref Corrupt);
        _warn($"{_folder.PathOf(slot.Name)} is not what was stored; it is removed and fetched again");
        Remove(slot);
    }

    private bool WriteHead(DiskSlot slot, byte[] head)
    {
        var path = _folder.NewPath(slot.Name with { Number = Interlocked.Increment(ref _number) });
        var draft = default(DiskDraft);
        try
        {
            // Its space is taken already.
            draft = new DiskDraft(path, DiskFolder.Create(path), Space, long.MaxValue / 2);
            var isWritten = draft.TryFinish(head);
            draft.Handle.Dispose();
            if (isWritten)
            {
                File.Move(path, _folder.HeadPathOf(slot.Name), overwrite: true);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
        }

        if (draft?.Fault is { } fault)
            Fail(fault);
        DiskFolder.Delete(path);
        return false;
    }

    private void Delete(IEnumerable<DiskSlot> slots)
    {
        foreach (var slot in slots)
            Delete(slot);
    }

    /// <summary>The head goes first: one without its response is nothing.</summary>
    private void Delete(DiskSlot slot)
    {
        if (slot.HasNewerHead)
            DiskFolder.Delete(_folder.HeadPathOf(slot.Name));
        DiskFolder.Delete(_folder.PathOf(slot.Name));
        Release(slot);
    }

    private bool TryEvict()
    {
        if (_index.TakeVictim() is not { } victim)
            return false;
        Delete(victim);
        return true;
    }
}
