namespace Weir.Http.Fields;

// RFC 9211 2:
//
//   Cache-Status: weir; hit; ttl=1100
//   Cache-Status: weir; fwd=uri-miss; fwd-status=200; stored; collapsed; key="/f"

/// <summary>Why a request went on to the origin (RFC 9211 2.2).</summary>
public enum ForwardReason
{
    /// <summary>The cache is not to handle this request.</summary>
    Bypass,

    /// <summary>Its method is not answered from a cache.</summary>
    Method,

    /// <summary>Nothing is stored for the URI.</summary>
    UriMiss,

    /// <summary>What is stored was chosen by other fields of another request.</summary>
    VaryMiss,

    /// <summary>What the request's directives ask for.</summary>
    Request,

    /// <summary>What is stored is not fresh.</summary>
    Stale,

    /// <summary>A part of what is asked for is stored.</summary>
    Partial,
}

/// <summary>What one cache did with one request: its member of the list.</summary>
/// <param name="Cache">The cache's name, a token.</param>
public readonly record struct CacheStatus(string Cache) : IUtf8SpanFormattable
{
    /// <summary>Null when the request was satisfied without the origin: a hit.</summary>
    public ForwardReason? Forward { get; init; }

    /// <summary>The status that the origin answered with.</summary>
    public int? ForwardStatus { get; init; }

    /// <summary>How long the response stays fresh; negative when it is stale.</summary>
    public TimeSpan? TimeToLive { get; init; }

    public bool IsStored { get; init; }

    /// <summary>Whether it was answered by another request's way to the origin.</summary>
    public bool IsCollapsed { get; init; }

    /// <summary>What the store knows it by, as far as its client knows it too.</summary>
    public string? Key { get; init; }

    /// <summary>Anything that helps a person.</summary>
    public string? Detail { get; init; }

    /// <summary>A cache that answers by itself, without a hit and without the origin: only with a <see cref="Detail"/>.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>The token of RFC 9211 2.2.</summary>
    public static ReadOnlySpan<byte> Token(ForwardReason reason) =>
        reason switch
        {
            ForwardReason.Bypass => "bypass"u8,
            ForwardReason.Method => "method"u8,
            ForwardReason.UriMiss => "uri-miss"u8,
            ForwardReason.VaryMiss => "vary-miss"u8,
            ForwardReason.Request => "request"u8,
            ForwardReason.Stale => "stale"u8,
            _ => "partial"u8,
        };

    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        var rest = utf8Destination;
        var fits =
            StructuredText.Token(ref rest, Cache)
            && AppendForward(ref rest)
            && StructuredText.Number(ref rest, "; fwd-status="u8, ForwardStatus)
            && StructuredText.Number(ref rest, "; ttl="u8, Seconds(TimeToLive))
            && StructuredText.Flag(ref rest, IsStored, "; stored"u8)
            && StructuredText.Flag(ref rest, IsCollapsed, "; collapsed"u8)
            && StructuredText.Text(ref rest, "; key="u8, Key)
            && StructuredText.Text(ref rest, "; detail="u8, Detail);
        bytesWritten = fits ? utf8Destination.Length - rest.Length : 0;
        return fits;
    }

    private bool AppendForward(ref Span<byte> rest)
    {
        if (Forward is not { } reason)
            return StructuredText.Flag(ref rest, !IsGenerated, "; hit"u8);
        return FieldText.Append(ref rest, "; fwd="u8) && FieldText.Append(ref rest, Token(reason));
    }

    private static long? Seconds(TimeSpan? value) =>
        value is { } duration ? (long)Math.Floor(duration.TotalSeconds) : null;
}
