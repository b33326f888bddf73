namespace Weir.Transport.Tls;

/// <summary>Tells of a client and a server of which one speaks TLS and the other does not. Pure.</summary>
public static class SchemeMismatch
{
    /// <summary>
    /// What to try, as a clause; null when the failure says nothing of the kind. A server that gets the wrong one of the
    /// two answers with bytes that are no TLS, or breaks off.
    /// </summary>
    /// <param name="error">Not of a certificate that was refused: such a server does speak TLS.</param>
    public static string? Advice(Uri url, HttpRequestException error)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(error);
        return (url.Scheme, error.HttpRequestError) switch
        {
            ("https", HttpRequestError.SecureConnectionError) =>
                "does not speak TLS as it should; if it is a plain one, write http:// instead of https://",
            ("http", HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse) =>
                "breaks off without an answer; if it wants TLS, write https:// instead of http://",
            _ => null,
        };
    }
}
