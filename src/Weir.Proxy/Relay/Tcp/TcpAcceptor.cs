using System.Net.Sockets;
using Weir.Transport.Polling;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>The listening socket of a TCP relay. At the limit of open files connections wait in the kernel meanwhile. One thread.</summary>
internal sealed class TcpAcceptor : IDisposable
{
    /// <summary>Of the listening socket in the poll.</summary>
    public const int Key = 0;

    /// <summary>Accepted in one turn before others get theirs.</summary>
    private const int MostAccepts = 64;

    /// <summary>So long it leaves them there.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly SocketPoll _poll;

    public TcpAcceptor(Socket listener, SocketPoll poll)
    {
        (_listener, _poll) = (listener, poll);
        _poll.Add(listener, Key);
    }

    /// <summary>When <see cref="GoOn"/> is to be called at the latest; null when it does not rest.</summary>
    public TimeSpan? RestsUntil { get; private set; }

    /// <summary>Hands over who has come.</summary>
    public void Accept(Action<Socket> accepted)
    {
        for (var i = 0; i < MostAccepts && _listener.Poll(TimeSpan.Zero, SelectMode.SelectRead); i++)
        {
            Socket client;
            try
            {
                client = _listener.Accept();
            }
            catch (SocketException exception)
            {
                if (exception.SocketErrorCode != SocketError.TooManyOpenSockets)
                    return;
                RestsUntil = _poll.Now() + Rest;
                _poll.Change(_listener, Key, wantsRead: false, wantsWrite: false);
                return;
            }

            accepted(client);
        }
    }

    /// <summary>Accepts again once the rest is over.</summary>
    public void GoOn()
    {
        if (!(_poll.Now() >= RestsUntil))
            return;
        RestsUntil = null;
        _poll.Change(_listener, Key, wantsRead: true, wantsWrite: false);
    }

    public void Dispose() => _listener.Dispose();
}
