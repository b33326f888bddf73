namespace Weir.Probes.Requests;

/// <summary>What one request over a connection of its own took.</summary>
internal readonly record struct Exchange
{
    /// <summary>Until the connection stood.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>The handshake; null without TLS.</summary>
    public TimeSpan? Tls { get; init; }

    /// <summary>From the request to the first byte of the answer; null when nothing is asked.</summary>
    public TimeSpan? Response { get; init; }

    /// <summary>Until all was there; null when something failed.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>Of the answer, as far as it was read.</summary>
    public int Bytes { get; init; }

    /// <summary>Why it failed, a clause; null when it did not.</summary>
    public string? Fault { get; init; }
}
