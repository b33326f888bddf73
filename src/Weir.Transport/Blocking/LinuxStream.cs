using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Linux;

namespace Weir.Transport.Blocking;

/// <summary>
/// By the system calls themselves. The runtime's socket class would start its epoll threads for the first socket of a
/// process, which a program that ends after one small file pays for and never uses.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxStream : SafeHandleMinusOneIsInvalid, IStreamSocket
{
    /// <param name="fd">A connected socket, which it takes over.</param>
    public LinuxStream(int fd)
        : base(ownsHandle: true)
    {
        SetHandle(fd);
        LocalPort = ReadLocalPort();
    }

    public SafeHandle Handle => this;

    public int LocalPort { get; }

    public bool HasUnread => Peek() > 0;

    public bool WouldWait => Peek() < 0 && Marshal.GetLastPInvokeError() == Errno.WouldBlock;

    public void SetReadTimeout(int milliseconds) => SetTimeout(SocketConstants.ReceiveTimeout, milliseconds);

    public void SetWriteTimeout(int milliseconds) => SetTimeout(SocketConstants.SendTimeout, milliseconds);

    public Transferred Receive(Span<byte> buffer, bool isPatient = true)
    {
        var flags = isPatient ? 0 : SocketConstants.DoNotWait;
        nint moved;
        fixed (byte* start = buffer)
            do moved = Libc.Receive(this, start, (nuint)buffer.Length, flags);
            while (moved < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return Result(moved);
    }

    public Transferred Send(ReadOnlySpan<byte> bytes, bool isPatient = true)
    {
        var flags = SocketConstants.NoSignal | (isPatient ? 0 : SocketConstants.DoNotWait);
        nint moved;
        fixed (byte* start = bytes)
            do moved = Libc.Send(this, start, (nuint)bytes.Length, flags);
            while (moved < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return Result(moved);
    }

    public void Shutdown() => _ = Libc.Shutdown(this, SocketConstants.ShutdownBoth);

    /// <summary>Gives the socket away, which no longer blocks.</summary>
    public int Release()
    {
        var fd = (int)handle;
        SetHandleAsInvalid();
        var flags = Libc.Control(fd, SocketConstants.GetFlags, 0);
        _ = Libc.Control(fd, SocketConstants.SetFlags, flags | SocketConstants.NonBlocking);
        return fd;
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    private static Transferred Result(nint moved) =>
        moved >= 0 ? Transferred.Of((int)moved) : Transferred.Failed(Faults.OfErrno(Marshal.GetLastPInvokeError()));

    private nint Peek()
    {
        byte first;
        return Libc.Receive(this, &first, 1, SocketConstants.Peek | SocketConstants.DoNotWait);
    }

    /// <summary>When the socket is gone the next call says so.</summary>
    private void SetTimeout(int name, int milliseconds)
    {
        var time = new Libc.TimeValue { Seconds = milliseconds / 1000, Microseconds = milliseconds % 1000 * 1000 };
        _ = Libc.SetSocketOption(this, SocketConstants.SocketLevel, name, &time, (uint)sizeof(Libc.TimeValue));
    }

    private int ReadLocalPort()
    {
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        uint length = SocketAddressBytes.MaxLength;
        return Libc.GetSocketName((int)handle, address, &length) == 0
            ? SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, (int)length)).Port
            : 0;
    }
}
