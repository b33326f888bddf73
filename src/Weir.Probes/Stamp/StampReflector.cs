using Weir.Probes.Reflector;
using Weir.Transport.Udp;

namespace Weir.Probes.Stamp;

/// <summary>
/// A stateful Session-Reflector (RFC 8762 section 4.3) in unauthenticated mode, which answers TWAMP-Light's senders too
/// (section 4.6).
/// </summary>
public sealed class StampReflector : IReflector
{
    /// <summary>Sessions with a counter of their own; about 10 MB when all are taken.</summary>
    public const int MaxSessions = 65_536;

    /// <summary>
    /// Requests too short to be told from replies are answered so often a second in all: one that was forged between two
    /// reflectors does not circle faster.
    /// </summary>
    public const int ShortRequestsPerSecond = 100;

    /// <summary>REFWAIT of RFC 5357 section 4.2: after so long without a packet a session is over.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(900);

    private static readonly TimeSpan QualityAge = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly Func<ClockQuality> _readQuality;
    private readonly StampSessions _sessions = new(MaxSessions, Expiry);
    private readonly long _start;
    private ErrorEstimate _error;
    private TimeSpan _errorUntil;
    private TimeSpan _shortWindow;
    private int _shortRequests;

    public StampReflector(TimeProvider time)
        : this(time, ClockQuality.Read) { }

    internal StampReflector(TimeProvider time, Func<ClockQuality> readQuality)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _readQuality = readQuality;
        _start = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Protocol => "stamp";

    /// <inheritdoc/>
    public int? Reflect(ReadOnlySpan<byte> request, in Arrival arrival, Span<byte> reply)
    {
        var now = _time.GetElapsedTime(_start, arrival.Timestamp);
        if (
            !StampRequest.TryRead(request, out var sent)
            || StampReply.IsReply(request, NtpTimestamp.Of(arrival.At))
            || (request.Length < StampReply.ShortestUsefulSize && !MayAnswerShort(now))
        )
            return null;

        var number = _sessions.Next(new StampSessionKey(arrival.From, sent.Ssid), now);
        // RFC 8762 section 4.6: what a short packet lacks counts as zeros; the base packet is written whole and cut after.
        var length = Math.Max(request.Length, StampReply.Size);
        Span<byte> whole = length > request.Length ? stackalloc byte[StampReply.Size] : reply[..length];
        request.CopyTo(whole);
        if (StampRequest.IsExtensible(request))
            StampTlv.Reflect(whole[StampReply.Size..], received: number + 1, replied: number + 1);
        new StampReply(
            // Without state the number is that of the sender (RFC 8762 section 4.3).
            number ?? sent.Sequence,
            NtpTimestamp.Of(arrival.At + _time.GetElapsedTime(arrival.Timestamp)),
            Error(now),
            sent.Ssid,
            NtpTimestamp.Of(arrival.At),
            sent.Sequence,
            sent.Sent,
            sent.Error,
            arrival.Ttl ?? 0
        ).Write(whole);
        if (length > request.Length)
            whole[..request.Length].CopyTo(reply);
        return request.Length;
    }

    private bool MayAnswerShort(TimeSpan now)
    {
        if (now - _shortWindow >= TimeSpan.FromSeconds(1))
            (_shortWindow, _shortRequests) = (now, 0);
        return _shortRequests++ < ShortRequestsPerSecond;
    }

    private ErrorEstimate Error(TimeSpan now)
    {
        if (!_error.IsValid || now >= _errorUntil)
        {
            var quality = _readQuality();
            _error = quality.IsSynchronized ? ErrorEstimate.Synchronized(quality.Error) : ErrorEstimate.Unsynchronized;
            _errorUntil = now + QualityAge;
        }

        return _error;
    }
}
