namespace Weir.Http.Fields;

// RFC 9209 2:
//
//   Proxy-Status: weir; error=connection_refused; details="connection refused"

/// <summary>Why an intermediary could not get an answer (RFC 9209 2.3).</summary>
public enum ProxyError
{
    DnsError,
    ConnectionRefused,
    ConnectionTerminated,
    ConnectionTimeout,
    ConnectionReadTimeout,
    DestinationUnavailable,
    DestinationIpUnroutable,
    DestinationIpProhibited,
    HttpProtocolError,
    HttpResponseIncomplete,
    HttpRequestError,
    HttpRequestDenied,
    ProxyLoopDetected,
    ProxyInternalError,
}

/// <summary>What went wrong at one proxy: its member of the list.</summary>
/// <param name="Proxy">The proxy's name, a token.</param>
/// <param name="Details">A clause for people.</param>
public readonly record struct ProxyStatus(string Proxy, ProxyError Error, string? Details) : IUtf8SpanFormattable
{
    /// <summary>The token of RFC 9209 2.3.</summary>
    public static ReadOnlySpan<byte> Token(ProxyError error) =>
        error switch
        {
            ProxyError.DnsError => "dns_error"u8,
            ProxyError.ConnectionRefused => "connection_refused"u8,
            ProxyError.ConnectionTerminated => "connection_terminated"u8,
            ProxyError.ConnectionTimeout => "connection_timeout"u8,
            ProxyError.ConnectionReadTimeout => "connection_read_timeout"u8,
            ProxyError.DestinationUnavailable => "destination_unavailable"u8,
            ProxyError.DestinationIpUnroutable => "destination_ip_unroutable"u8,
            ProxyError.DestinationIpProhibited => "destination_ip_prohibited"u8,
            ProxyError.HttpProtocolError => "http_protocol_error"u8,
            ProxyError.HttpResponseIncomplete => "http_response_incomplete"u8,
            ProxyError.HttpRequestError => "http_request_error"u8,
            ProxyError.HttpRequestDenied => "http_request_denied"u8,
            ProxyError.ProxyLoopDetected => "proxy_loop_detected"u8,
            _ => "proxy_internal_error"u8,
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
            StructuredText.Token(ref rest, Proxy)
            && FieldText.Append(ref rest, "; error="u8)
            && FieldText.Append(ref rest, Token(Error))
            && StructuredText.Text(ref rest, "; details="u8, Details);
        bytesWritten = fits ? utf8Destination.Length - rest.Length : 0;
        return fits;
    }
}
