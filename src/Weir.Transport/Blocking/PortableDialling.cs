using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Blocking;

/// <summary>Connects with a deadline, which a blocking connect does not have: for systems other than Linux.</summary>
internal static class PortableDialling
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <summary>Connects to the first of <paramref name="remotes"/> that answers, as <see cref="AddressRace"/> says.</summary>
    /// <param name="winner">The one that is connected.</param>
    public static PortableStream? Connect(
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
        var tries = new List<(Socket Socket, int Remote)>(remotes.Count);
        winner = -1;
        fault = null;
        try
        {
            while (true)
            {
                while (race.Next(time.GetElapsedTime(started)) is { } next)
                {
                    if (Begin(remotes[next], out fault) is { } socket)
                        tries.Add((socket, next));
                    else
                        race.Failed(time.GetElapsedTime(started));
                }
                if (race.IsLost)
                    return null;
                fault = isCancelled() ? Faults.Interrupted : null;
                var patience = race.Patience(time.GetElapsedTime(started));
                if (fault is null && patience <= TimeSpan.Zero)
                    fault = Faults.NoConnectionWithin(timeout);
                if (fault is not null)
                    return null;
                foreach (var ended in Await(tries, patience < Slice ? patience : Slice))
                {
                    var error = (SocketError)
                        (int)ended.Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                    tries.Remove(ended);
                    if (error == SocketError.Success)
                    {
                        winner = ended.Remote;
                        ended.Socket.Blocking = true;
                        return new PortableStream(ended.Socket);
                    }
                    fault = Faults.Of(error);
                    ended.Socket.Dispose();
                    race.Failed(time.GetElapsedTime(started));
                }
                if (race.IsLost)
                    return null;
            }
        }
        finally
        {
            foreach (var (socket, _) in tries)
                socket.Dispose();
        }
    }

    /// <summary>Fails where the machine has no such addresses, no more descriptors, or no way there.</summary>
    private static Socket? Begin(IPEndPoint remote, out NetworkFault? fault)
    {
        fault = null;
        Socket? socket = null;
        try
        {
            socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            {
                Blocking = false,
                NoDelay = true,
            };
            socket.Connect(remote);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return socket; // Under way.
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            fault = Faults.Of(e.SocketErrorCode);
            return null;
        }
    }

    private static List<(Socket Socket, int Remote)> Await(List<(Socket Socket, int Remote)> tries, TimeSpan patience)
    {
        var written = tries.ConvertAll(t => t.Socket);
        var failed = tries.ConvertAll(t => t.Socket);
        Socket.Select(null, written, failed, patience);
        return tries.FindAll(t => written.Contains(t.Socket) || failed.Contains(t.Socket));
    }
}
