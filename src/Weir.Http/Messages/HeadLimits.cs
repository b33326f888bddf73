namespace Weir.Http.Messages;

/// <summary>How large a head may be before it is refused; both ends use the same limits.</summary>
public sealed record HeadLimits
{
    public static HeadLimits Default { get; } = new();

    /// <summary>The longest request-line or status-line in bytes, without its CRLF.</summary>
    public int StartLine { get; init; } = 16384;

    /// <summary>The longest head in bytes, from its first byte to the end of its empty line.</summary>
    public int Head { get; init; } = 65536;

    /// <summary>The largest number of field lines.</summary>
    public int Fields { get; init; } = 128;
}
