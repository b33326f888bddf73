using System.Runtime.InteropServices;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <remarks>
/// What goes to one peer in datagrams of one size can pass the stack as one message, which it cuts into datagrams at its
/// end (UDP_SEGMENT of udp(7)); that halves the cost of each. The cut is a control message:
/// <code>
/// cmsghdr   length:u64 = 18 | level:i32 = SOL_UDP | type:i32 = UDP_SEGMENT | size:u16 | padding to 24
/// </code>
/// </remarks>
public sealed unsafe partial class DatagramBatch
{
    /// <summary>Shorter runs are sent one by one: under little load, nothing is to happen to datagrams together.</summary>
    private const int LeastRun = 8;

    /// <summary>UDP_MAX_SEGMENTS of older kernels.</summary>
    private const int MostSegments = 64;

    private const int SegmentationSize = 24;

    private readonly Libc.BatchedMessage[] _runs;
    private readonly int[] _runLengths;
    private readonly byte[] _segmentations;

    /// <summary>Messages for sendmmsg(2), each one datagram or a run of them.</summary>
    internal Libc.BatchedMessage* Runs => Pointer(_runs);

    /// <summary>How many datagrams that message is.</summary>
    internal int RunLength(int run) => _runLengths[run];

    /// <summary>Makes <see cref="Runs"/> of the datagrams from that number on; gives how many there are.</summary>
    internal int MakeRuns(int from)
    {
        var runs = 0;
        for (var next = from; next < Count; runs++)
        {
            var length = LengthOfRun(next);
            if (length < LeastRun)
                length = 1;
            _runs[runs] = _messages[next];
            _runLengths[runs] = length;
            if (length > 1)
                Segment(runs, length, (ushort)_vectors[next].Length);
            next += length;
        }

        return runs;
    }

    private int LengthOfRun(int from)
    {
        var (size, peer) = (_vectors[from].Length, _arrivals[from].From);
        var most = (int)Math.Min(MostSegments, UdpSocket.MaxPayload / Math.Max(1, size));
        var end = from + 1;
        while (end < Count && end - from < most && _vectors[end].Length == size && _arrivals[end].From == peer)
            end++;
        return size == 0 ? 1 : end - from;
    }

    private void Segment(int run, int length, ushort size)
    {
        var control = _segmentations.AsSpan(run * SegmentationSize, SegmentationSize);
        MemoryMarshal.Write(control, (ulong)(16 + sizeof(ushort)));
        MemoryMarshal.Write(control[8..], SocketConstants.UdpLevel);
        MemoryMarshal.Write(control[12..], SocketConstants.UdpSegment);
        MemoryMarshal.Write(control[16..], size);
        ref var header = ref _runs[run].Header;
        // The vectors of a batch lie one behind the other.
        header.VectorCount = (nuint)length;
        header.Control = Pointer(_segmentations) + (run * SegmentationSize);
        header.ControlLength = SegmentationSize;
    }
}
