using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Weir.Transport.Linux;

namespace Weir.Transport.TcpFacts;

/// <summary>
/// What the kernel knows about one TCP connection. Offsets in <c>struct tcp_info</c> (linux/tcp.h), which only ever grows:
/// <code>
///  68 rtt:u32 µs | 80 snd_cwnd:u32 | 92 rcv_rtt:u32 µs | 100 total_retrans:u32 | 120 bytes_acked:u64
/// 148 min_rtt:u32 µs | 160 delivery_rate:u64 B/s | 168 busy_time:u64 µs | 176 rwnd_limited:u64 µs
/// 184 sndbuf_limited:u64 µs | 224 rcv_ooopack:u32
/// </code>
/// A kernel that is too old for a field leaves it null.
/// </summary>
/// <param name="Rtt">Smoothed round-trip time seen by the sender.</param>
/// <param name="MinRtt">The least round-trip time seen.</param>
/// <param name="ReceiverRtt">Round-trip time estimated by the receiver of data; null when it has received none.</param>
/// <param name="Retransmits">Segments sent again.</param>
/// <param name="DeliveryRate">Bytes per second that the peer lately acknowledged.</param>
/// <param name="OutOfOrder">Segments received out of order.</param>
/// <param name="BytesAcknowledged">Bytes that the peer has acknowledged since the connection began.</param>
public readonly record struct TcpInfo(
    TimeSpan? Rtt,
    TimeSpan? MinRtt,
    TimeSpan? ReceiverRtt,
    long? Retransmits,
    long? DeliveryRate,
    long? OutOfOrder,
    long? BytesAcknowledged
)
{
    private const int Size = 232;

    /// <summary>Segments that the sender may have on their way.</summary>
    public long? CongestionWindow { get; init; }

    /// <summary>How long something was on its way or waited to go, since the connection began.</summary>
    public TimeSpan? Busy { get; init; }

    /// <summary>Of <see cref="Busy"/>: how long the peer's window was full, so that the receiver held the sender back.</summary>
    public TimeSpan? ReceiverLimited { get; init; }

    /// <summary>Of <see cref="Busy"/>: how long the send buffer was too small.</summary>
    public TimeSpan? SendBufferLimited { get; init; }

    [SupportedOSPlatform("linux")]
    public static unsafe bool TryRead(SafeHandle socket, out TcpInfo info)
    {
        var buffer = stackalloc byte[Size];
        uint length = Size;
        var result = Libc.GetSocketOption(socket, SocketConstants.TcpLevel, SocketConstants.TcpInfo, buffer, &length);
        info = result == 0 ? Parse(new ReadOnlySpan<byte>(buffer, (int)length)) : default;
        return result == 0;
    }

    [SupportedOSPlatform("linux")]
    internal static unsafe bool TryRead(int socket, out TcpInfo info)
    {
        var buffer = stackalloc byte[Size];
        uint length = Size;
        var result = Libc.GetSocketOption(socket, SocketConstants.TcpLevel, SocketConstants.TcpInfo, buffer, &length);
        info = result == 0 ? Parse(new ReadOnlySpan<byte>(buffer, (int)length)) : default;
        return result == 0;
    }

    internal static TcpInfo Parse(ReadOnlySpan<byte> bytes) =>
        new(
            Microseconds(bytes, 68),
            Microseconds(bytes, 148),
            Microseconds(bytes, 92),
            Counter(bytes, 100),
            LargeCounter(bytes, 160),
            Counter(bytes, 224),
            LargeCounter(bytes, 120)
        )
        {
            CongestionWindow = Counter(bytes, 80),
            Busy = LongTime(bytes, 168),
            ReceiverLimited = LongTime(bytes, 176),
            SendBufferLimited = LongTime(bytes, 184),
        };

    private static TimeSpan? LongTime(ReadOnlySpan<byte> bytes, int offset) =>
        LargeCounter(bytes, offset) is >= 0 and < long.MaxValue / TimeSpan.TicksPerMicrosecond and var microseconds
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    /// <summary>0 and all ones are the kernel's "not measured yet".</summary>
    private static TimeSpan? Microseconds(ReadOnlySpan<byte> bytes, int offset) =>
        Counter(bytes, offset) is { } value && value is not (0 or uint.MaxValue)
            ? TimeSpan.FromMicroseconds(value)
            : null;

    private static long? LargeCounter(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length >= offset + 8 ? BitConverter.ToInt64(bytes[offset..]) : null;

    private static long? Counter(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length >= offset + 4 ? BitConverter.ToUInt32(bytes[offset..]) : null;
}
