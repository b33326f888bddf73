using System.Net;
using System.Net.Sockets;

namespace Weir.Proxy.Relay;

/// <summary>One client of a relay: a socket towards the target, and what comes back over it.</summary>
internal sealed class UdpSession : IDisposable
{
    private const int LargestDatagram = 65_535;

    private readonly Socket _up;
    private readonly SocketAddress _client;
    private readonly Socket _down;
    private readonly RelayCounts _counts;
    private readonly Action _used;

    private UdpSession(Socket up, SocketAddress client, Socket down, RelayCounts counts, Action used)
    {
        _up = up;
        _client = client;
        _down = down;
        _counts = counts;
        _used = used;
    }

    /// <param name="used">To be called when something came back.</param>
    /// <returns>Null when the process may open no more sockets, or there is no way to the target.</returns>
    public static UdpSession? TryOpen(
        IPEndPoint target,
        SocketAddress client,
        Socket down,
        RelayCounts counts,
        Action used
    )
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(target);
            return new UdpSession(socket, client, down, counts, used);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    public void Start(CancellationToken stop) => _ = ReceiveAsync(stop);

    public async ValueTask SendUpAsync(ReadOnlyMemory<byte> datagram, CancellationToken stop)
    {
        if (await TrySendAsync(() => _up.SendAsync(datagram, SocketFlags.None, stop)))
            Interlocked.Increment(ref _counts.Up);
    }

    public void Dispose() => _up.Dispose();

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[LargestDatagram];
        while (true)
        {
            try
            {
                var length = await _up.ReceiveAsync(buffer, SocketFlags.None, stop);
                _used();
                if (
                    await TrySendAsync(() =>
                        _down.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, _client, stop)
                    )
                )
                    Interlocked.Increment(ref _counts.Down);
            }
            catch (SocketException)
            {
                // Nobody listens at the target now (ICMP); somebody may later.
                Interlocked.Increment(ref _counts.Dropped);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>What cannot be sent now is lost, as datagrams may be.</summary>
    private async ValueTask<bool> TrySendAsync(Func<ValueTask<int>> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Interlocked.Increment(ref _counts.Dropped);
            return false;
        }
    }
}
