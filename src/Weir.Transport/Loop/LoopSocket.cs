using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Linux;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Loop;

/// <summary>A connected, non-blocking TCP socket that belongs to one loop. Every member may be used on that loop's thread only.</summary>
public sealed unsafe partial class LoopSocket : LoopChannel
{
    private const LoopEvents Everything = LoopEvents.Readable | LoopEvents.Writable | LoopEvents.PeerFinished;
    private const int Closed = -1;
    private int _fd;
    private bool _isAttached;

    internal LoopSocket(int fd, EventLoop loop, IPEndPoint remote)
    {
        _fd = fd;
        Loop = loop;
        Remote = remote;
    }

    public override EventLoop Loop { get; }

    public override IPEndPoint Remote { get; }

    public bool IsOpen => _fd != Closed;

    /// <remarks>epoll(7), question 9: for a stream, to read less than was asked for is to have read all.</remarks>
    public override bool EmptiesByShortRead => true;

    /// <summary>From now on the loop calls <paramref name="handler"/> when the socket's state changes.</summary>
    /// <returns>False when the kernel refuses; the socket must then be closed.</returns>
    public override bool Attach(ILoopHandler handler) => _isAttached = Loop.Attach(_fd, handler, Everything);

    public override IoResult Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do count = Libc.Receive(_fd, start, (nuint)buffer.Length, 0);
            while (IsInterrupted(count));
            return Outcome(count);
        }
    }

    /// <param name="isMoreComing">
    /// Lets the kernel hold the bytes back until the next push, so that a head travels with the first bytes of its body.
    /// </param>
    public override IoResult Write(ReadOnlySpan<byte> bytes, bool isMoreComing = false)
    {
        fixed (byte* start = bytes)
        {
            var flags = SocketConstants.NoSignal | (isMoreComing ? SocketConstants.More : 0);
            nint count;
            do count = Libc.Send(_fd, start, (nuint)bytes.Length, flags);
            while (IsInterrupted(count));
            return Outcome(count);
        }
    }

    /// <summary>
    /// Moves up to <paramref name="count"/> bytes of a file to the peer without a copy. <see cref="IoStatus.Ended"/> means
    /// that the file has no byte at <paramref name="offset"/>: it is shorter than it was.
    /// </summary>
    public override IoResult SendFile(SafeFileHandle file, long offset, int count)
    {
        nint moved;
        do moved = Libc.SendFile(_fd, file, &offset, (nuint)count);
        while (IsInterrupted(moved));
        return Outcome(moved);
    }

    /// <summary>Tells the peer that nothing more comes; reading goes on.</summary>
    public override void ShutdownWrite() => _ = Libc.Shutdown(_fd, SocketConstants.ShutdownWrite);

    public override bool TryReadTcpInfo(out TcpInfo info) => TcpInfo.TryRead(_fd, out info);

    /// <summary>Closes in order: what was handed to the kernel is still delivered.</summary>
    public override void Close()
    {
        if (_fd == Closed)
            return;
        if (_isAttached)
            Loop.Detach(_fd);
        _ = Libc.Close(_fd);
        _fd = Closed;
    }

    /// <summary>Closes with RST: the peer learns that what it has is not the whole.</summary>
    public override void Reset()
    {
        if (_fd == Closed)
            return;
        SetLingerZero(_fd);
        Close();
    }

    internal bool IsNoDelay => ReadTcpOption(SocketConstants.TcpNoDelay) != 0;

    internal int UnsentLowWater => ReadTcpOption(SocketConstants.TcpNotSentLowAt);

    internal static void SetLingerZero(int fd)
    {
        // struct linger { int l_onoff; int l_linger; }
        var linger = 1L;
        if (!BitConverter.IsLittleEndian)
            linger <<= 32;
        _ = Libc.SetSocketOption(fd, SocketConstants.SocketLevel, SocketConstants.Linger, &linger, sizeof(long));
    }

    private int ReadTcpOption(int name)
    {
        var value = 0;
        uint length = sizeof(int);
        _ = Libc.GetSocketOption(_fd, SocketConstants.TcpLevel, name, &value, &length);
        return value;
    }

    /// <summary>The runtime interrupts threads by signals, and an edge that was missed so would not come again.</summary>
    private static bool IsInterrupted(nint result) => result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted;

    private static IoResult Outcome(nint result)
    {
        if (result > 0)
            return IoResult.Moved(result);
        if (result == 0)
            return IoResult.Ended;
        var error = Marshal.GetLastPInvokeError();
        return error == Errno.WouldBlock ? IoResult.WouldBlock : IoResult.Failed(error);
    }
}
