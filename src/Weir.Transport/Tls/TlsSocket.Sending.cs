using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Linux;
using Weir.Transport.Loop;

namespace Weir.Transport.Tls;

/// <summary>The way out: several records are made by one call and go to the kernel at once.</summary>
public sealed partial class TlsSocket
{
    public override IoResult Write(ReadOnlySpan<byte> bytes, bool isMoreComing = false)
    {
        var room = MakeRoom();
        if (room.Status != IoStatus.Moved)
            return room;
        return Encrypt(bytes[..Math.Min(bytes.Length, Chunk)], isMoreComing);
    }

    /// <remarks>Reads the file on the loop, as sendfile does: who calls has made sure that the kernel has it in memory.</remarks>
    public override unsafe IoResult SendFile(SafeFileHandle file, long offset, int count)
    {
        var room = MakeRoom();
        if (room.Status != IoStatus.Moved)
            return room;
        var most = Math.Min(count, Chunk);
        var text = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            nint read;
            fixed (byte* start = text)
            {
                var vector = stackalloc nint[2] { (nint)start, most };
                do read = Libc.ReadAt(file, vector, 1, offset, 0);
                while (read < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            }

            return read < 0 ? IoResult.Failed(Marshal.GetLastPInvokeError())
                : read == 0 ? IoResult.Ended
                : Encrypt(text.AsSpan(0, (int)read), isMoreComing: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    public override IoResult Flush()
    {
        // What a worker writes goes out when it has made its step.
        if (_state is State.Stepping or State.Closed)
            return IoResult.WouldBlock;
        var sent = _cipher.Send();
        if (sent.Status == IoStatus.Moved && _endsWhenSent)
        {
            _endsWhenSent = false;
            _socket.ShutdownWrite();
        }

        return sent;
    }

    public override void ShutdownWrite()
    {
        if (_state != State.Open)
            return;
        SayGoodbye();
        _state = State.Finished;
        _endsWhenSent = true;
        _ = Flush();
    }

    public override void Close()
    {
        if (_state == State.Open && _cipher.Unsent == 0)
        {
            SayGoodbye();
            _ = Flush();
        }

        End(isReset: _state == State.Open && _cipher.Unsent > 0);
    }

    public override void Reset() => End(isReset: true);

    /// <summary>What waits is bounded: nothing is taken before the kernel has what was taken earlier.</summary>
    private IoResult MakeRoom()
    {
        if (_state != State.Open)
            return _state is State.Handshaking or State.Stepping
                ? IoResult.WouldBlock
                : IoResult.Failed(Errno.ConnectionReset);
        return _cipher.Unsent <= MostHeld ? IoResult.Moved(0) : Flush();
    }

    private IoResult Encrypt(ReadOnlySpan<byte> bytes, bool isMoreComing)
    {
        try
        {
            _cipher.IsHeldBack = isMoreComing;
            _ssl!.Write(bytes);
            _cipher.IsHeldBack = false;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The peer has ended the session.
            return IoResult.Failed(Errno.ConnectionReset);
        }

        if (isMoreComing && _cipher.Unsent <= MostHeld)
            return IoResult.Moved(bytes.Length);
        var sent = Flush();
        return sent.Status == IoStatus.Failed ? sent : IoResult.Moved(bytes.Length);
    }

    private void SayGoodbye()
    {
        try
        {
            // Completes at once: a write of the stream beneath never waits.
            _ = _ssl!.ShutdownAsync().IsCompleted;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The session is over already.
        }
    }

    private void End(bool isReset)
    {
        if (_state == State.Closed)
            return;
        var before = _state;
        _state = State.Closed;
        if (isReset)
            _socket.Reset();
        else
            _socket.Close();
        // A worker that is in the middle of a step lets go of it all at its end.
        if (before == State.Stepping)
            return;
        if (_isReading && before is State.Open or State.Finished)
            _cipher.End();
        Release();
    }

    private void Release()
    {
        _ssl?.Dispose();
        ReturnPlain();
        _cipher.Release();
    }
}
