using System.Net;
using Weir.Transport.Loop;
using Weir.Transport.Polling;
using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>Passes datagrams between clients and one target, and each reply to the client that asked alone.</summary>
/// <remarks>One thread of its own; datagrams pass to and from the kernel in batches.</remarks>
/// <exception cref="ArgumentException">Options that contradict themselves.</exception>
public sealed class UdpRelay(RelayOptions options, TimeProvider time) : ThreadedRelay(options, RelayProtocol.Udp)
{
    private protected override ListenFailure TryListen(out IPEndPoint endPoint, out IRelayWorker? worker)
    {
        var failure = UdpSocket.TryBind(EndPoint, new UdpOptions(), time, out var socket);
        endPoint = socket?.LocalEndPoint ?? EndPoint;
        worker = socket is null ? null : new UdpRelayWorker(Options, socket, new SocketPoll(time), time);
        return failure;
    }
}
