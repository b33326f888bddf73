using Weir.Measurements.Records;
using Weir.Transport.TcpFacts;

namespace Weir.Load.Clients;

/// <summary>What one client of a run has seen; filled by its own thread, read when that has ended.</summary>
internal sealed class ClientTrace
{
    /// <summary>When its request was due to go, after the start; null when it never came to that.</summary>
    public TimeSpan? RequestedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public TimeSpan? Connect { get; set; }

    public TimeSpan? Tls { get; set; }

    /// <summary>From the request to the head of the answer; null when a server held it.</summary>
    public TimeSpan? Response { get; set; }

    /// <summary>From the request to the last byte, or to the failure.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>What the server declared.</summary>
    public long? Size { get; set; }

    public long Bytes { get; set; }

    public string? Address { get; set; }

    public int? LocalPort { get; set; }

    /// <summary>Of the whole body, in lower-case hex; null when it is not whole.</summary>
    public string? Hash { get; set; }

    public TcpInfo? Tcp { get; set; }

    /// <summary>Of a client of several sources, what each of them was for it; null where the one is described here.</summary>
    public IReadOnlyList<SourceRecord>? Sources { get; set; }

    /// <summary>Bytes that came from them in vain.</summary>
    public long Wasted { get; set; }

    public TransferOutcome Outcome { get; set; } = TransferOutcome.Failed;

    /// <summary>Why it is not ok, in a clause.</summary>
    public string? Error { get; set; }
}
