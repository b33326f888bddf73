using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.Blocking;

/// <summary>
/// Connects with a deadline and hands over a socket that really blocks. A .NET socket that was non-blocking once stays
/// so underneath: each blocking read then goes through the runtime's epoll thread, which doubled the CPU time of a
/// bulk download.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class LinuxDialling
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <summary>Connects to the first of <paramref name="remotes"/> that answers, as <see cref="AddressRace"/> says.</summary>
    /// <param name="winner">The one that is connected.</param>
    public static LinuxStream? Connect(
        IReadOnlyList<IPEndPoint> remotes,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out int winner,
        out NetworkFault? fault
    )
    {
        var started = time.GetTimestamp();
        var race = new AddressRace(remotes.Count, timeout);
        var tries = new List<(int Fd, int Remote)>(remotes.Count);
        winner = -1;
        try
        {
            while (true)
            {
                fault = Start(remotes, race, time, started, tries);
                if (race.IsLost)
                    return null;
                if (isCancelled())
                    fault = Faults.Interrupted;
                var patience = race.Patience(time.GetElapsedTime(started));
                if (patience <= TimeSpan.Zero)
                    fault = Faults.NoConnectionWithin(timeout);
                if (fault is { Kind: FaultKind.Interrupted } || patience <= TimeSpan.Zero)
                    return null;
                fault = Await(
                    tries,
                    patience < Slice ? patience : Slice,
                    race,
                    time.GetElapsedTime(started),
                    out var fd
                );
                if (fd is { } connected)
                {
                    winner = connected.Remote;
                    tries.Remove(connected);
                    return ToBlocking(connected.Fd);
                }
                if (race.IsLost)
                    return null;
            }
        }
        finally
        {
            foreach (var (fd, _) in tries)
                _ = Libc.Close(fd);
        }
    }

    /// <summary>Begins the tries that are due; returns the last fault of those that failed at once.</summary>
    private static NetworkFault? Start(
        IReadOnlyList<IPEndPoint> remotes,
        AddressRace race,
        TimeProvider time,
        long started,
        List<(int Fd, int Remote)> tries
    )
    {
        NetworkFault? fault = null;
        while (race.Next(time.GetElapsedTime(started)) is { } next)
        {
            if (Begin(remotes[next], out fault) is { } fd)
                tries.Add((fd, next));
            else
                race.Failed(time.GetElapsedTime(started));
        }
        return fault;
    }

    /// <summary>A socket that does not block and is on its way to be connected.</summary>
    internal static int? Begin(IPEndPoint remote, out NetworkFault? fault)
    {
        var isIpv6 = remote.AddressFamily == AddressFamily.InterNetworkV6;
        var fd = Libc.Socket(
            isIpv6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family,
            SocketConstants.Stream | SocketConstants.CloseOnExec | SocketConstants.NonBlocking,
            (int)ProtocolType.Tcp
        );
        fault = fd < 0 ? Faults.OfErrno(Marshal.GetLastPInvokeError()) : null;
        if (fault is not null)
            return null;
        var address = stackalloc byte[SocketAddressBytes.MaxLength];
        var length = SocketAddressBytes.Write(remote, new Span<byte>(address, SocketAddressBytes.MaxLength));
        if (Libc.Connect(fd, address, (uint)length) == 0)
            return fd; // Its socket is writable at once.
        var error = Marshal.GetLastPInvokeError();
        if (error is Errno.InProgress or Errno.Interrupted)
            return fd;
        fault = Faults.OfErrno(error);
        _ = Libc.Close(fd);
        return null;
    }

    /// <summary>Waits for the first try that comes to its end, and takes the failed ones out.</summary>
    private static NetworkFault? Await(
        List<(int Fd, int Remote)> tries,
        TimeSpan patience,
        AddressRace race,
        TimeSpan now,
        out (int Fd, int Remote)? connected
    )
    {
        connected = null;
        NetworkFault? fault = null;
        var entries = stackalloc Libc.PollEntry[tries.Count];
        for (var i = 0; i < tries.Count; i++)
            entries[i] = new Libc.PollEntry { Fd = tries[i].Fd, Events = SocketConstants.PollOut };
        if (Libc.Poll(entries, (nuint)tries.Count, (int)Math.Ceiling(patience.TotalMilliseconds)) <= 0)
            return null;
        for (var i = tries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Returned == 0)
                continue;
            int error;
            uint size = sizeof(int);
            _ = Libc.GetSocketOption(
                tries[i].Fd,
                SocketConstants.SocketLevel,
                SocketConstants.SocketError,
                &error,
                &size
            );
            if (error == 0)
            {
                connected = tries[i];
                continue;
            }
            fault = Faults.OfErrno(error);
            _ = Libc.Close(tries[i].Fd);
            tries.RemoveAt(i);
            race.Failed(now);
        }
        return fault;
    }

    private static LinuxStream ToBlocking(int fd)
    {
        var flags = Libc.Control(fd, SocketConstants.GetFlags, 0);
        _ = Libc.Control(fd, SocketConstants.SetFlags, flags & ~SocketConstants.NonBlocking);
        Libc.SetSocketOption(fd, SocketConstants.TcpLevel, SocketConstants.TcpNoDelay, 1);
        return new LinuxStream(fd);
    }
}
