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
    private readonly DiskFaults _faults;
    private readonly NewerHeads _heads;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ulong _number;
    private volatile bool _isStopped;

    /// <param name="memory">What the index takes is counted there.</param>
    /// <param name="warn">As <see cref="DiskFaults"/> has it.</param>
    public DiskStore(DiskFolder folder, long limit, int mostVariants, MemoryBudget memory, Action<string> warn)
    {
        _folder = folder;
        _faults = new DiskFaults(folder.Path, warn);
        _index = new DiskIndex(limit, mostVariants, memory);
        Space = new MemoryBudget(limit) { Evict = TryEvict };
        _heads = new NewerHeads(folder, _index, Space, _faults);
    }

    /// <summary>Bytes on the disk.</summary>
    public MemoryBudget Space { get; }

    /// <summary>The longest body that is kept, as in memory.</summary>
    public long LargestBody => Space.Limit / 4 * 3;

    public int Count => _index.Count;

    public DiskFaults Faults => _faults;

    /// <summary>Completes when all that was there at the start is known. Until then nothing is written: it might not fit.</summary>
    public Task Ready => _read.Task;

    /// <summary>Finds out what is there, on a thread of its own.</summary>
    public void Start() => new Thread(ReadFolder) { Name = "cache folder", IsBackground = true }.Start();

    /// <summary>Whether something may be there for a key. Does not block.</summary>
    public bool Has(string key) => _index.Count > 0 && _index.Has(DiskName.HashOf(key));

    /// <summary>The slices of a key that there are files of. Does not block.</summary>
    public IReadOnlySet<long> SlicesOf(string key) => _index.SlicesOf(DiskName.HashOf(key));

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
            _faults.Failed(exception);
            return null;
        }
    }

    /// <summary>Ends a file that will not be whole.</summary>
    public void Abandon(DiskDraft draft)
    {
        if (draft.Fault is { } fault)
            _faults.Failed(fault);
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
            _faults.Failed(exception);
            return null;
        }

        _faults.Worked();
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

    /// <inheritdoc cref="NewerHeads.Keep"/>
    public void Freshen(DiskSlot slot, DiskHead head)
    {
        if (!slot.TryHold())
            return;
        _heads.Keep(slot, head);
        Release(slot);
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
                    && _heads.Read(slot, file) is { } found
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

    public void Dispose()
    {
        _isStopped = true;
        _folder.Dispose();
        Space.Dispose();
    }

    private void Delete(IEnumerable<DiskSlot> slots)
    {
        foreach (var slot in slots)
            Delete(slot);
    }

    /// <summary>The head goes first: one without its response is nothing.</summary>
    private void Delete(DiskSlot slot)
    {
        _heads.Delete(slot);
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
