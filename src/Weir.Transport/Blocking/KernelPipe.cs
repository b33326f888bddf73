using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Weir.Transport.Drivers;
using Weir.Transport.Linux;

namespace Weir.Transport.Blocking;

/// <summary>
/// Bytes on their way from a socket to a file that never enter the process: <c>splice(2)</c> moves them from the socket
/// into a pipe and from there to their offset, which saves one of two copies. Used by one thread, and emptied before it
/// is filled again: a full pipe would make the next fill wait for a reader that does not come.
/// </summary>
public sealed unsafe class KernelPipe : IDisposable
{
    /// <summary>What an unprivileged user may ask for (<c>/proc/sys/fs/pipe-max-size</c>).</summary>
    private const int WantedCapacity = 1 << 20;

    /// <summary>With less, for example when the user has many pipes already, each fill moves too little to pay off.</summary>
    private const int LeastCapacity = 256 << 10;

    private const int ScratchSize = 64 << 10;

    private readonly SafeFileHandle _output;
    private readonly SafeFileHandle _input;
    private byte[]? _kept; // taken out of the pipe and not written: the disk was full

    private KernelPipe(SafeFileHandle output, SafeFileHandle input)
    {
        _output = output;
        _input = input;
    }

    /// <summary>Bytes that are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Makes one; null where the system has none, or none of a useful size.</summary>
    public static KernelPipe? TryCreate()
    {
        if (!NativeDrivers.AreUsed)
            return null;
        var ends = stackalloc int[2];
        if (Libc.MakePipe(ends, SocketConstants.CloseOnExec) != 0)
            return null;
        var pipe = new KernelPipe(new SafeFileHandle(ends[0], true), new SafeFileHandle(ends[1], true));
        if (Libc.Control(ends[1], SocketConstants.SetPipeSize, WantedCapacity) >= LeastCapacity)
            return pipe;
        if (Libc.Control(ends[1], SocketConstants.GetPipeSize, 0) >= LeastCapacity)
            return pipe;
        pipe.Dispose();
        return null;
    }

    /// <summary>Moves what the socket has, at most <paramref name="most"/>; waits for the first byte as its reads do.</summary>
    [SupportedOSPlatform("linux")]
    internal Transferred Fill(SafeHandle socket, int most)
    {
        if (Count > 0)
            throw new InvalidOperationException("The pipe must be emptied first.");
        nint moved;
        do moved = Libc.Splice(socket, null, _input, null, (nuint)most, Libc.SpliceMove);
        while (moved < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (moved < 0)
            return Transferred.Failed(Faults.OfErrno(Marshal.GetLastPInvokeError()));
        Count = (int)moved;
        return Transferred.Of(Count);
    }

    /// <summary>Writes the next <paramref name="count"/> bytes at <paramref name="offset"/> of a file.</summary>
    /// <exception cref="IOException">They could not be written; its HResult is the system's error number.</exception>
    public void MoveTo(SafeFileHandle file, long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (_kept is { } kept)
        {
            RandomAccess.Write(file, kept, offset);
            _kept = null;
            Count -= kept.Length;
            count -= kept.Length;
            offset += kept.Length;
        }
        while (count > 0)
        {
            var moved = Libc.Splice(_output, null, file, &offset, (nuint)count, Libc.SpliceMove);
            if (moved > 0)
            {
                Count -= (int)moved;
                count -= (int)moved; // the call has moved the offset on
                continue;
            }
            var error = moved == 0 ? Errno.InputOutput : Marshal.GetLastPInvokeError();
            if (error == Errno.Interrupted)
                continue;
            if (error != Errno.Invalid)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            Copy(file, offset, count); // a file system that cannot be spliced to
            return;
        }
    }

    /// <summary>Takes the next <paramref name="count"/> bytes out and drops them.</summary>
    public void Drop(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (_kept is { } kept && count > 0)
        {
            _kept = null;
            Count -= kept.Length;
            count -= kept.Length;
        }
        if (count > 0)
            Copy(null, 0, count);
    }

    public void Dispose()
    {
        _output.Dispose();
        _input.Dispose();
    }

    /// <summary>The long way through memory; to nowhere without a file.</summary>
    private void Copy(SafeFileHandle? file, long offset, int count)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(ScratchSize);
        try
        {
            while (count > 0)
            {
                int read;
                fixed (byte* start = scratch)
                    read = (int)Libc.Read(_output, start, (nuint)Math.Min(count, scratch.Length));
                if (read < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
                    continue;
                if (read <= 0)
                    throw new IOException("The pipe has fewer bytes than were put into it.");
                if (file is not null)
                    Write(file, scratch.AsSpan(0, read), offset);
                Count -= read;
                count -= read;
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Keeps what could not be written, so that the next <see cref="MoveTo"/> begins with it.</summary>
    private void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (IOException)
        {
            _kept = bytes.ToArray();
            throw;
        }
    }
}
