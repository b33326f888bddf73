using Weir.Transport.Blocking;
using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>Gathers what is to leave now into batches for the kernel, and counts what it took. One thread.</summary>
/// <param name="socket">The one that clients know.</param>
internal sealed class UdpSender(UdpSocket socket, int batchSize, UdpDirection up, UdpDirection down)
{
    private readonly DatagramBatch _toTarget = new(batchSize, ushort.MaxValue);
    private readonly DatagramBatch _toClients = new(batchSize, ushort.MaxValue);

    /// <summary>Whose datagrams wait for the target: their socket is their sender.</summary>
    private UdpFlow? _flow;

    /// <summary>Sends it with the next batch.</summary>
    public void Send(UdpFlow flow, UdpDirection direction, ReadOnlySpan<byte> datagram)
    {
        if (direction.IsUp)
        {
            if (_flow != flow || _toTarget.IsFull)
                FlushToTarget();
            _flow = flow;
            datagram.CopyTo(_toTarget.Slot(_toTarget.Count));
            _toTarget.Append(datagram.Length);
            return;
        }

        if (!flow.Allowance.TryTell(datagram.Length))
        {
            direction.Counts.Capped++;
            return;
        }

        if (_toClients.IsFull)
            FlushToClients();
        datagram.CopyTo(_toClients.Slot(_toClients.Count));
        _toClients.Append(datagram.Length, flow.Client);
    }

    public void Flush()
    {
        FlushToTarget();
        FlushToClients();
    }

    /// <summary>Its socket will not be there any more.</summary>
    public void Flush(UdpFlow flow)
    {
        if (_flow == flow)
            FlushToTarget();
    }

    private void FlushToTarget()
    {
        if (_flow is not null && _toTarget.Count > 0)
            Flush(_toTarget, _flow.Socket, up.Counts);
        _flow = null;
    }

    private void FlushToClients()
    {
        if (_toClients.Count > 0)
            Flush(_toClients, socket, down.Counts);
    }

    private static void Flush(DatagramBatch batch, UdpSocket socket, DirectionCounts counts)
    {
        var mayRetry = true;
        for (var next = 0; next < batch.Count; )
        {
            var fault = socket.Send(batch, next, out var sent);
            for (var i = next; i < next + sent; i++)
                counts.Bytes += batch.LengthToSend(i);
            counts.Forwarded += sent;
            next += sent;
            if (fault is null)
                continue;
            // The kernel tells so of an earlier datagram (ICMP), and has not looked at this one.
            if (fault.Kind == FaultKind.Refused && mayRetry)
            {
                mayRetry = false;
                continue;
            }

            counts.Unsent++;
            next++;
        }

        batch.Clear();
    }
}
