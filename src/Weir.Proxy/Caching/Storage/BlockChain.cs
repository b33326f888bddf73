namespace Weir.Proxy.Caching.Storage;

/// <summary>The blocks of a body that are in memory, in their order and without a gap. Guarded by the body's lock.</summary>
internal sealed class BlockChain
{
    private BodyBlock? _first;
    private BodyBlock? _last;

    /// <summary>The offset of the first byte; null without a block.</summary>
    public long? Start => _first?.Start;

    /// <summary>The last block while it has room; else null.</summary>
    public BodyBlock? Open => _last is { IsFull: false } ? _last : null;

    public void Add(BodyBlock block)
    {
        if (_last is null)
            _first = block;
        else
            _last.Next = block;
        _last = block;
    }

    /// <summary>The block that has a byte, or the last one.</summary>
    /// <param name="near">One before it; null to look from the first on.</param>
    public BodyBlock Find(long position, BodyBlock? near)
    {
        var block = near ?? _first!;
        while (position >= block.End && block.Next is { } next)
            block = next;
        return block;
    }

    /// <summary>Lets go of the full blocks that end at a byte or before, and gives the bytes that they held.</summary>
    public long FreeBefore(long position)
    {
        var freed = 0L;
        while (_first is { IsFull: true } first && first.End <= position)
        {
            freed += first.Bytes.Length;
            first.Free();
            _first = first.Next;
            if (_first is null)
                _last = null;
        }

        return freed;
    }

    public void Free()
    {
        for (; _first is not null; _first = _first.Next)
            _first.Free();
        _last = null;
    }

    /// <summary>The one block that begins with the body's first byte; null when there are more, or it is another.</summary>
    public BodyBlock? Whole => _first is { Start: 0, Next: null } ? _first : null;

    public IReadOnlyList<ReadOnlyMemory<byte>> Parts()
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        for (var block = _first; block is not null; block = block.Next)
            parts.Add(block.Bytes.AsMemory(0, block.Used));
        return parts;
    }
}
