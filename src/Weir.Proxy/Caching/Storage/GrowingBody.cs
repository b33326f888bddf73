using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// A body that one thread makes while any number of readers send it. It is either kept whole, for readers to come, or it
/// passes through: then no more than a window of it is in memory, and the slowest reader holds up the maker. What goes to
/// a file is not kept in memory at all: readers send it from there, as soon as it is written.
/// </summary>
/// <remarks>
/// Its memory is returned when the last of its holders lets go: the maker, the store, each reader. Order of locks: the
/// store's, then the body's; the budget is asked without either, because it evicts other bodies.
/// </remarks>
internal sealed partial class GrowingBody
{
    /// <summary>What a passing body may have ahead of its slowest reader, while there are few of them.</summary>
    public const int Window = 4 * BodyBlock.LargestSize;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private enum State
    {
        Growing,
        Complete,
        Failed,
    }

    private readonly MemoryBudget _budget;
    private readonly long _largest;

    /// <summary>Guards all below but for the holders; the blocks' bytes below their Used never change.</summary>
    private readonly Lock _lock = new();
    private readonly BodyReaders _readers = new();
    private readonly BlockChain _blocks = new();
    private long _length;
    private long _charged;
    private State _state;
    private bool _isKept;
    private bool _isPassing;

    /// <summary>How the maker goes on; null while it does not wait for its readers.</summary>
    private Action? _moved;

    /// <summary>Blocks begin where it ends, or behind that.</summary>
    private readonly FiledPart? _filed;
    private Holders _holders = new();

    /// <param name="declared">Its length, when the head says it.</param>
    /// <param name="largest">How long it may become while it is kept.</param>
    /// <param name="charged">Bytes taken from the budget already, to be returned with the body.</param>
    /// <param name="file">Where it is written to; null to keep it in memory.</param>
    public GrowingBody(
        MemoryBudget budget,
        long? declared,
        bool isKept,
        long largest,
        long charged = 0,
        BodyFile? file = null
    )
    {
        _filed = file is null ? null : new FiledPart(file, length: 0);
        _budget = budget;
        _largest = largest;
        _charged = charged;
        _isKept = isKept;
        Declared = declared;
        CountPassing();
    }

    /// <summary>A body that is whole in a file. Whoever makes it is its one holder.</summary>
    public GrowingBody(MemoryBudget budget, long length, BodyFile file, long charged)
        : this(budget, length, isKept: true, length, charged)
    {
        _state = State.Complete;
        _length = length;
        _filed = new FiledPart(file, length);
    }

    public long? Declared { get; }

    /// <summary>Bytes so far.</summary>
    public long Length
    {
        get
        {
            lock (_lock)
                return _length;
        }
    }

    /// <summary>Bytes of the budget that it holds.</summary>
    public long Charged
    {
        get
        {
            lock (_lock)
                return _charged;
        }
    }

    public bool IsComplete
    {
        get
        {
            lock (_lock)
                return _state == State.Complete;
        }
    }

    /// <summary>Whether anyone but one holder, the store, has it.</summary>
    public bool IsInUse => _holders.AreSeveral;

    /// <summary>Whether all of it is in a file without a name yet.</summary>
    public bool IsForFile => _filed is { IsBroken: false } && _state != State.Failed;

    /// <summary>Room for at least one more byte. The maker's thread.</summary>
    /// <param name="mayWait">Whether it may be held up by want of memory; readers do not hold it up here.</param>
    public BodyRoom Room(out Memory<byte> room, bool mayWait = true)
    {
        while (true)
        {
            int size;
            bool mustHaveNow;
            bool isForFile;
            lock (_lock)
            {
                if (Look(out room, out size) is { } answer)
                    return answer;
                isForFile = IsForFile;
                mustHaveNow = _isKept && !isForFile;
            }

            var takesAtOnce = mustHaveNow || !mayWait;
            if (takesAtOnce ? _budget.TryTake(size) : _budget.TryTake(size, Patience))
                Append(size, isForFile);
            else if (mustHaveNow)
                return BodyRoom.NoMemory;
            else if (!mayWait)
                return BodyRoom.Later;
        }
    }

    /// <summary>
    /// Calls <paramref name="moved"/> once, when a reader has left something behind or all have left; false when readers are
    /// no longer what the maker waits for. The maker's thread, whose part may go on elsewhere before this returns true.
    /// </summary>
    public bool TryAwaitReaders(Action moved)
    {
        lock (_lock)
        {
            if (Look(out _, out _) != BodyRoom.Behind)
                return false;
            _moved = moved;
            return true;
        }
    }

    /// <summary>Bytes of the room that are filled. What goes to a file is written before readers hear of it.</summary>
    public void Commit(int count)
    {
        var isWritten = IsForFile && _filed!.TryWrite(count);
        lock (_lock)
        {
            if (isWritten)
            {
                _filed!.Count(count);
            }
            else
            {
                if (IsForFile)
                    _blocks.Add(_filed!.GiveUp(_length));
                _blocks.Open!.Used += count;
            }

            _length += count;
            _readers.Wake();
        }
    }

    /// <summary>It is whole. The maker is done with it.</summary>
    public void Complete() => End(State.Complete);

    /// <summary>Takes all of a kept body's bytes at once; false when there is no memory for them. The maker's thread.</summary>
    public bool TryFill(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Room(out var room) != BodyRoom.Ready)
                return false;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room.Span);
            Commit(count);
            bytes = bytes[count..];
        }

        return true;
    }

    /// <summary>Gives the file of a whole body its name; null when that fails. The maker's thread, which holds the body.</summary>
    public DiskSlot? CommitFile(DiskHead head)
    {
        var slot = _filed!.Commit(head);
        lock (_lock)
        {
            if (slot is not null)
                _filed.Settle(slot, isRead: _readers.Count > 0);
        }

        return slot;
    }

    /// <summary>It will never be whole. The maker is done with it.</summary>
    public void Fail() => End(State.Failed);

    /// <summary>From now on nobody new can read it, and what all readers have sent is let go.</summary>
    public void PassThrough()
    {
        Action? moved;
        lock (_lock)
        {
            _isKept = false;
            CountPassing();
            moved = Trim();
        }

        moved?.Invoke();
    }

    public bool TryHold() => _holders.TryAdd();

    public void Release()
    {
        if (!_holders.Remove())
            return;
        lock (_lock)
        {
            _blocks.Free();
            _filed?.Dispose();
            if (_isPassing)
                _budget.CountPassing(-1);
        }

        _budget.Return(_charged);
        _charged = 0;
    }

    /// <summary>One that is whole takes no more memory, and needs no share of it.</summary>
    private void CountPassing()
    {
        if (_isKept || _isPassing || _state != State.Growing)
            return;
        _isPassing = true;
        _budget.CountPassing(1);
    }

    /// <summary>What there is to say at once; null when a block of <paramref name="size"/> has to be taken first.</summary>
    private BodyRoom? Look(out Memory<byte> room, out int size)
    {
        (room, size) = (default, 0);
        var isForFile = IsForFile;
        if (!_isKept && _readers.Count == 0)
            return BodyRoom.Unwanted;
        if (_filed is { IsBroken: true } && _isKept)
            return BodyRoom.NoDisk;
        if (_isKept && _length >= _largest && _blocks.Open is null)
            return BodyRoom.TooLarge;
        if ((isForFile ? _filed!.Buffer : _blocks.Open) is { } block)
        {
            room = block.Bytes.AsMemory(block.Used);
            return BodyRoom.Ready;
        }

        size = isForFile ? BodyBlock.LargestSize : BodyBlock.SizeAt(_length, Declared);
        if (_isKept || isForFile)
            return null;
        var window = (int)Math.Clamp(_budget.PassingShare, BodyBlock.SmallestSize, Window);
        size = Math.Min(size, window);
        var ahead = _length - (_blocks.Start ?? _length);
        return ahead > 0 && ahead + size > window ? BodyRoom.Behind : null;
    }

    private void Append(int size, bool isForFile)
    {
        lock (_lock)
        {
            var block = BodyBlock.Create(_length, size);
            _charged += size;
            if (isForFile)
                _filed!.Buffer = block;
            else
                _blocks.Add(block);
        }
    }

    private void End(State state)
    {
        lock (_lock)
        {
            _state = state;
            if (_filed?.FreeBuffer() is { } freed and > 0)
            {
                _charged -= freed;
                _budget.Return(freed);
            }

            _readers.Wake();
        }

        Release();
    }
}
