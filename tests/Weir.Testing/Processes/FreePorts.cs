using System.Net;
using System.Net.Sockets;

namespace Weir.Testing.Processes;

/// <summary>Ports for programs that cannot be asked to take any free one.</summary>
/// <remarks>
/// They lie below the range from which Linux takes ports for outgoing connections (32768 and up), so that none of those
/// can take one between here and the program's start. None is given twice in a process.
/// </remarks>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static readonly Lock Lock = new(); // guards _next
    private static int _next = Environment.ProcessId * 97 % Count;

    public static int Next() => Consecutive(1);

    /// <summary>The first of so many free ports in a row.</summary>
    public static int Consecutive(int count)
    {
        lock (Lock)
        {
            for (var tries = 0; tries < Count; tries++)
            {
                var start = First + _next;
                _next = (_next + count) % (Count - count);
                if (Enumerable.Range(start, count).All(IsFree))
                    return start;
            }
        }

        throw new InvalidOperationException($"No {count} free ports in a row.");
    }

    /// <summary>What listens at a free port from here on, for as long as the process goes on: nobody else in it is given that.</summary>
    /// <param name="at">Opens it; is asked again when somebody was faster.</param>
    public static T Listen<T>(Func<int, T> at)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return at(Next());
            }
            catch (SocketException error)
                when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < Count)
            {
                // The next one, then.
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            tcp.Listen();
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
