namespace Weir.Transport.Tls;

/// <summary>Why a handshake failed, in words for the user of a client.</summary>
internal static class HandshakeWords
{
    // AlertDescription, RFC 8446 6.
    private const byte HandshakeFailure = 40;
    private const byte ProtocolVersion = 70;
    private const byte UnrecognizedName = 112;
    private const byte CertificateRequired = 116;
    private const byte NoApplicationProtocol = 120;

    /// <param name="detail">What the library says, as a clause.</param>
    public static string Of(TlsWire wire, string detail)
    {
        if (wire.IsForeign)
            return "the server does not speak TLS at this port; write http:// if that is meant";
        if (!wire.HasBegun)
            return "the server closed the connection in the TLS handshake";
        return wire.FirstAlert switch
        {
            ProtocolVersion => "the server speaks neither TLS 1.2 nor 1.3",
            HandshakeFailure => "the server and this side have no TLS cipher in common",
            UnrecognizedName => "the server has no certificate for this name",
            CertificateRequired => "the server asks for a certificate of the client, which is not supported",
            NoApplicationProtocol => "the server does not speak HTTP/1.1 over TLS",
            { } other => $"the server refused the TLS handshake (alert {other})",
            null when detail.Contains("unsupported protocol", StringComparison.OrdinalIgnoreCase) =>
                "the server speaks neither TLS 1.2 nor 1.3",
            null => $"the TLS handshake failed: {detail}",
        };
    }
}
