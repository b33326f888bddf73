using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Transport.TcpFacts;

namespace Weir.Downloads.Downloading;

/// <summary>What a session knows and counts about one source. Guarded by the session's gate.</summary>
internal sealed class SourceRun(SourceAddress address)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private const int MostAddresses = 16;

    private readonly List<string> _addresses = [];
    private int _segments;
    private TimeSpan? _idleSince;
    private TimeSpan? _troubledSince;
    private TimeSpan _busySince;
    private TimeSpan _busy;

    public SourceAddress Address { get; } = address;

    public SourceRoute Route { get; } = new(address);

    public SourceFacts? Facts { get; set; }

    /// <summary>It said it had ranges and then did not honour one; it is not believed again.</summary>
    public bool IgnoresRanges { get; set; }

    /// <summary>An answer was about another version of the file, by its validator.</summary>
    public bool HasChanged { get; set; }

    public bool IsHeld { get; set; }

    public bool IsStalled { get; set; }

    /// <summary>Body bytes taken from its connections.</summary>
    public long Bytes { get; set; }

    /// <summary>Bytes of the file that came from it.</summary>
    public long Accepted { get; set; }

    /// <summary>The time that its connections had work, added up over all of them.</summary>
    public TimeSpan Worked { get; set; }

    /// <summary>The part of that in which they waited for this side: for the user's limit, for the disk.</summary>
    public TimeSpan HeldBack { get; set; }

    /// <summary>The most connections that had work at once.</summary>
    public int MostConnections { get; set; }

    /// <summary>The user took it out of the running download.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>The time from its failures until it brought bytes again.</summary>
    public TimeSpan Lost { get; private set; }

    public int Requests { get; set; }

    public int Failures { get; set; }

    /// <summary>Why it failed the last time, if ever.</summary>
    public string? LastFailure { get; set; }

    /// <summary>Where its connections went; several when its name has several addresses and they were used.</summary>
    public string? RemoteAddress => _addresses.Count == 0 ? null : string.Join(", ", _addresses);

    public int? LocalPort { get; set; }

    public TimeSpan? Connect { get; set; }

    public TimeSpan? Tls { get; set; }

    public TimeSpan? Response { get; set; }

    public TcpInfo? Tcp { get; set; }

    /// <summary>Body bytes of the connection that <see cref="Tcp"/> is of.</summary>
    public long TcpBytes { get; set; }

    public SourceState State { get; set; } = SourceState.Idle;

    public string? Reason { get; set; }

    public bool IsBusy => _segments > 0;

    /// <summary>It has work, or had a moment ago: a short wait for the window is no change worth telling.</summary>
    public bool IsLatelyBusy(TimeSpan now) => IsBusy || (_idleSince is { } since && now - since < Moment);

    /// <summary>It failed or stalled.</summary>
    public void Suffer(TimeSpan since) => _troubledSince ??= since;

    public void Recover(TimeSpan now)
    {
        if (_troubledSince is { } since)
            Lost += now - since;
        _troubledSince = null;
    }

    public void NoteAddress(string address)
    {
        if (_addresses.Count < MostAddresses && !_addresses.Contains(address))
            _addresses.Add(address);
    }

    public void BeginSegment(TimeSpan now)
    {
        if (_segments++ == 0)
            _busySince = now;
    }

    public void EndSegment(TimeSpan now)
    {
        if (--_segments > 0)
            return;
        _busy += now - _busySince;
        _idleSince = now;
    }

    public TimeSpan BusyFor(TimeSpan now) => IsBusy ? _busy + now - _busySince : _busy;

    public SourceRecord ToRecord(TimeSpan now)
    {
        var busy = BusyFor(now);
        return new SourceRecord
        {
            Url = Address.Url,
            Address = RemoteAddress,
            LocalPort = LocalPort,
            Protocol = RemoteAddress is null ? null : "http/1.1",
            Bytes = Bytes,
            Duration = RemoteAddress is null ? null : busy,
            Throughput = busy > TimeSpan.Zero ? BitRate.FromBytes(Bytes, busy) : null,
            Requests = Requests,
            Failures = Failures,
            State = State,
            Reason = Reason,
            Connect = Connect,
            Tls = Tls,
            Response = Response,
            Tcp = Tcp is { } facts
                ? new TcpRecord
                {
                    Rtt = facts.Rtt,
                    RttMin = facts.MinRtt,
                    ReceiverRtt = facts.ReceiverRtt,
                    OutOfOrder = facts.OutOfOrder,
                }
                : null,
        };
    }
}
