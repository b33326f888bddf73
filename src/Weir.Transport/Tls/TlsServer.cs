using System.Net.Security;
using System.Security.Authentication;

namespace Weir.Transport.Tls;

/// <summary>Who a server is over TLS, for all its connections; may become somebody else while it serves. Any thread.</summary>
public sealed class TlsServer
{
    private volatile SslServerAuthenticationOptions _options;
    private volatile string _fingerprint;

    public TlsServer(CertificateChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        (_options, _fingerprint) = (OptionsOf(chain), TlsIdentity.Fingerprint(chain.Leaf));
    }

    /// <summary>SHA-256 of the certificate that new connections get, lower-case hex.</summary>
    public string Fingerprint => _fingerprint;

    internal SslServerAuthenticationOptions Options => _options;

    internal HandshakeCrew Handshakes { get; } = new(most: Environment.ProcessorCount);

    /// <summary>New connections get another certificate; those that are there keep theirs.</summary>
    public void Replace(CertificateChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        (_options, _fingerprint) = (OptionsOf(chain), TlsIdentity.Fingerprint(chain.Leaf));
    }

    private static SslServerAuthenticationOptions OptionsOf(CertificateChain chain) =>
        new()
        {
            // Offline: what the file does not hold is not fetched from anywhere.
            ServerCertificateContext = SslStreamCertificateContext.Create(
                chain.Leaf,
                chain.Intermediates,
                offline: true
            ),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
            ClientCertificateRequired = false,
        };
}
