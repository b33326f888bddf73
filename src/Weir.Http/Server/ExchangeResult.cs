using Weir.Transport.TcpFacts;

namespace Weir.Http.Server;

/// <summary>How an exchange ended.</summary>
public enum ExchangeOutcome
{
    /// <summary>The kernel has taken the whole answer.</summary>
    Complete,

    /// <summary>The client went away, or took nothing for too long.</summary>
    AbortedByClient,

    /// <summary>The server ended it: stopped, or the file became shorter.</summary>
    AbortedByServer,
}

/// <summary>What is known of an exchange at its end.</summary>
/// <param name="StartedAt">When the head had been read.</param>
/// <param name="BodyBytes">Bytes of the body that the kernel took.</param>
/// <param name="ExpectedBytes">Bytes of the body that were to be sent; null when that was not known beforehand.</param>
/// <param name="Duration">From the head to the last byte handed to the kernel.</param>
/// <param name="FirstByte">From the head to the first byte handed to the kernel; null when none was.</param>
public readonly record struct ExchangeResult(
    ExchangeOutcome Outcome,
    DateTimeOffset StartedAt,
    long BodyBytes,
    long? ExpectedBytes,
    TimeSpan Duration,
    TimeSpan? FirstByte,
    TcpInfo Tcp
);
