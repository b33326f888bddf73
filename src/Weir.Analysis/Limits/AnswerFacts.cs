namespace Weir.Analysis.Limits;

/// <summary>One answer of a server, with what its kernel knew of the connection at its end.</summary>
public sealed record AnswerFacts
{
    /// <summary>As the client named itself, else its address.</summary>
    public required string Client { get; init; }

    /// <summary>The client's end: connections have no other name.</summary>
    public required string Connection { get; init; }

    public DateTimeOffset? At { get; init; }

    public long Bytes { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Since the connection began, as everything below.</summary>
    public TimeSpan? Busy { get; init; }

    public TimeSpan? ReceiverLimited { get; init; }

    public TimeSpan? SendBufferLimited { get; init; }

    public long? Retransmits { get; init; }

    public TimeSpan? RttMin { get; init; }
}
