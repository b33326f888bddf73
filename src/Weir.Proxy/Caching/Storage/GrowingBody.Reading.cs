using System.Diagnostics.CodeAnalysis;
using Weir.Http.Server;

namespace Weir.Proxy.Caching.Storage;

/// <summary>The readers' side: what there is for each, and what none of them needs any more.</summary>
internal sealed partial class GrowingBody
{
    /// <summary>A reader of the whole from its first byte on; false when that byte is gone already, or the body failed.</summary>
    public bool TryOpen([NotNullWhen(true)] out BodyReader? reader)
    {
        reader = null;
        if (!TryHold())
            return false;
        lock (_lock)
        {
            var start = _filed?.Length ?? 0;
            if (_state != State.Failed && (_blocks.Start ?? _length) == start && _filed?.TryOpen() is not false)
            {
                reader = new BodyReader(this, _state == State.Complete ? _length : Declared);
                _readers.Add(reader);
                return true;
            }
        }

        Release();
        return false;
    }

    /// <summary>
    /// A whole body that is one array in memory, which is nobody else's afterwards: it stays as it is when the body is let go.
    /// </summary>
    public bool TryGetWhole(int most, out ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            var block = _state == State.Complete && _length <= most ? _blocks.Whole : null;
            bytes = block?.Bytes.AsMemory(0, block.Used) ?? default;
            return block is { IsPooled: false };
        }
    }

    /// <summary>The parts of a whole body that is in memory. Whoever reads them holds it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts()
    {
        lock (_lock)
            return _blocks.Parts();
    }

    /// <summary>What there is for a reader now.</summary>
    internal BodyStep Peek(BodyReader reader, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        lock (_lock)
        {
            if (reader.Position == reader.End || (_state == State.Complete && reader.Position == _length))
                return BodyStep.End;
            if (reader.Position < _filed?.Length)
            {
                if (_filed.Stretch(reader.Position, reader.End) is not { } stretch)
                    return BodyStep.Failed;
                reader.Seen = stretch;
                return BodyStep.File;
            }

            if (reader.Position < _length)
            {
                var block = reader.Block = _blocks.Find(reader.Position, reader.Block);
                var from = (int)(reader.Position - block.Start);
                bytes = block.Bytes.AsMemory(from, (int)Math.Min(block.Used - from, reader.End - reader.Position));
                return BodyStep.Data;
            }

            reader.IsWaiting = _state == State.Growing;
            return _state == State.Growing ? BodyStep.Wait : BodyStep.Failed;
        }
    }

    internal void Advance(BodyReader reader, long position)
    {
        Action? moved;
        lock (_lock)
        {
            reader.Position = position;
            moved = _isKept ? null : Trim();
        }

        moved?.Invoke();
    }

    internal void Close(BodyReader reader)
    {
        Action? moved;
        lock (_lock)
        {
            _readers.Remove(reader);
            moved = _isKept ? null : Trim();
            if (_readers.Count == 0 && _state == State.Complete)
                _filed?.Rest();
        }

        moved?.Invoke();
        Release();
    }

    /// <summary>
    /// Lets go of full blocks that every reader has left behind; gives whom to tell, once the lock is free, when the maker
    /// waits for that or for nobody any more.
    /// </summary>
    private Action? Trim()
    {
        var slowest = _readers.Slowest;
        var freed = _readers.Count > 0 ? _blocks.FreeBefore(slowest) : 0;
        if (freed > 0)
            _readers.ForgetBefore(slowest);
        _charged -= freed;
        if (freed > 0)
            _budget.Return(freed);
        if (freed == 0 && _readers.Count > 0)
            return null;
        var moved = _moved;
        _moved = null;
        return moved;
    }
}
