using System.Buffers;
using System.Net.Sockets;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>The bytes of one connection in one direction, from where they are read to where they are written. One thread.</summary>
internal sealed class TcpHalf(Socket from, Socket to, TcpDirection direction)
{
    /// <summary>Read at once at most.</summary>
    public const int LargestPiece = 64 << 10;

    /// <summary>Under way beside what the path itself holds.</summary>
    public const int Constant = 4 << 20;

    private readonly Queue<TcpPiece> _pieces = new();
    private int _written;
    private TimeSpan _lastDeparture;

    public TcpDirection Direction => direction;

    /// <summary>Bytes under way.</summary>
    public long Waiting { get; private set; }

    /// <summary>True when the sender has sent its last byte.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True when the receiver has been told so.</summary>
    public bool IsDone { get; private set; }

    /// <summary>True when the receiver's kernel takes no more now.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>When the next bytes are to be written; null when none wait.</summary>
    public TimeSpan? NextDeparture => _pieces.TryPeek(out var piece) ? piece.Departure : null;

    /// <summary>Whether this connection has room for more, apart from what the link says.</summary>
    public bool HasRoom => !HasEnded && Waiting < direction.Path.Window(Constant);

    /// <summary>Reads once; false when the connection is broken.</summary>
    public bool TryRead(TimeSpan now, byte[] buffer, out int read)
    {
        var most = direction.Path.PieceOf(LargestPiece);
        read = from.Receive(buffer.AsSpan(0, most), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
            return true;
        if (error != SocketError.Success)
            return false;
        HasEnded = read == 0;
        _lastDeparture = direction.Path.Pass(now, read, _lastDeparture);
        var bytes = read == 0 ? [] : ArrayPool<byte>.Shared.Rent(read);
        buffer.AsSpan(0, read).CopyTo(bytes);
        _pieces.Enqueue(new TcpPiece(bytes, read, _lastDeparture));
        Waiting += read;
        direction.Counts.Waiting += read;
        direction.Counts.Received++;
        return true;
    }

    /// <summary>Writes what is due, as long as the kernel takes it; false when the connection is broken.</summary>
    public bool TryWrite(TimeSpan now)
    {
        IsBlocked = false;
        while (_pieces.TryPeek(out var piece) && piece.Departure <= now)
        {
            if (piece.IsEnd)
            {
                _pieces.Dequeue();
                IsDone = true;
                return TryShutdown();
            }

            var sent = to.Send(piece.Bytes.AsSpan(_written, piece.Length - _written), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
            {
                IsBlocked = true;
                return true;
            }

            if (error != SocketError.Success)
                return false;
            Count(sent);
            if (_written < piece.Length)
                continue;
            _written = 0;
            direction.Counts.Forwarded++;
            ArrayPool<byte>.Shared.Return(_pieces.Dequeue().Bytes);
        }

        return true;
    }

    /// <summary>Gives back what waits.</summary>
    public void Drop()
    {
        while (_pieces.TryDequeue(out var piece))
        {
            if (!piece.IsEnd)
                ArrayPool<byte>.Shared.Return(piece.Bytes);
        }

        direction.Counts.Waiting -= Waiting;
        Waiting = 0;
    }

    private void Count(int sent)
    {
        _written += sent;
        Waiting -= sent;
        direction.Counts.Waiting -= sent;
        direction.Counts.Bytes += sent;
    }

    private bool TryShutdown()
    {
        try
        {
            to.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
