using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;
using Weir.Transport.Polling;

namespace Weir.Proxy.Relay.Tcp;

/// <summary>Passes the bytes of connections on to one target and back, late or slowly if wanted, and their ends and resets.</summary>
/// <remarks>One thread of its own. All connections share the bandwidth of each direction, as those of one link do.</remarks>
/// <exception cref="ArgumentException">Options that contradict themselves.</exception>
public sealed class TcpRelay(RelayOptions options, TimeProvider time) : ThreadedRelay(options, RelayProtocol.Tcp)
{
    private const int Backlog = 512;

    private protected override ListenFailure TryListen(out IPEndPoint endPoint, out IRelayWorker? worker)
    {
        (endPoint, worker) = (EndPoint, null);
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Bind(EndPoint);
            socket.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            return ListenProbe.Cause(exception.SocketErrorCode);
        }

        endPoint = (IPEndPoint)socket.LocalEndPoint!;
        worker = new TcpRelayWorker(Options, socket, new SocketPoll(time));
        return ListenFailure.None;
    }
}
