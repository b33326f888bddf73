using System.Buffers;
using Weir.Transport.Loop;

namespace Weir.Proxy.Forwarding.Tunnels;

/// <summary>How a turn of a flow ended.</summary>
internal enum FlowStep
{
    /// <summary>It goes on when a channel says so.</summary>
    Waits,

    /// <summary>It has had its turn; there is more.</summary>
    TurnOver,

    /// <summary>The sender's end has been passed on.</summary>
    Done,

    /// <summary>One of the two channels is gone.</summary>
    Broken,
}

/// <summary>One direction of a tunnel: what one end sends goes to the other, and then its end. One loop.</summary>
internal sealed class TunnelFlow
{
    private const int BufferSize = 32 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private bool _isDone;

    /// <summary>Whether the sender may have something; false once it has said that it has not.</summary>
    public bool MayRead { get; set; } = true;

    /// <summary>Bytes that were passed on.</summary>
    public long Moved { get; private set; }

    /// <summary>Puts bytes before all that is read.</summary>
    public void Begin(ReadOnlySpan<byte> early)
    {
        if (early.IsEmpty)
            return;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(early.Length, BufferSize));
        early.CopyTo(_buffer);
        _end = early.Length;
    }

    /// <summary>Moves up to <paramref name="most"/> bytes.</summary>
    public FlowStep Advance(LoopChannel from, LoopChannel to, int most)
    {
        while (!_isDone)
        {
            if (_start < _end)
            {
                var written = to.Write(_buffer.AsSpan(_start, _end - _start));
                if (written.Status == IoStatus.WouldBlock)
                    return FlowStep.Waits;
                if (written.Status != IoStatus.Moved)
                    return FlowStep.Broken;
                _start += written.Bytes;
                Moved += written.Bytes;
                most -= written.Bytes;
                continue;
            }

            // What the channel has taken may wait in it, as with TLS.
            if (to.Flush().Status is not (IoStatus.Moved or IoStatus.WouldBlock))
                return FlowStep.Broken;
            if (_hasEnded)
            {
                to.ShutdownWrite();
                _isDone = true;
                break;
            }

            if (!MayRead)
            {
                Release();
                return FlowStep.Waits;
            }

            if (most <= 0)
                return FlowStep.TurnOver;
            if (_buffer.Length == 0)
                _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            var read = from.Read(_buffer);
            (_start, _end) = (0, read.Bytes);
            switch (read.Status)
            {
                case IoStatus.WouldBlock:
                    MayRead = false;
                    break;
                case IoStatus.Ended:
                    _hasEnded = true;
                    break;
                case IoStatus.Failed:
                    return FlowStep.Broken;
            }
        }

        Release();
        return FlowStep.Done;
    }

    /// <summary>Gives the buffer back; what is in it is lost.</summary>
    public void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }
}
