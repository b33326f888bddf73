using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls;

/// <summary>
/// Whom a TLS client believes: by default who the system's authorities vouch for; else who a given authority vouches
/// for, or exactly the certificate with a given fingerprint.
/// </summary>
public sealed class PeerTrust
{
    /// <summary>id-kp-serverAuth, RFC 5280 4.2.1.12.</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection? _authorities;
    private readonly byte[]? _pin;
    private readonly bool _isInsecure;

    private PeerTrust(X509Certificate2Collection? authorities, byte[]? pin, bool isInsecure)
    {
        _authorities = authorities;
        _pin = pin;
        _isInsecure = isInsecure;
    }

    /// <param name="authorityPath">A PEM file of authorities, which replace the system's (<c>--cacert</c>).</param>
    /// <param name="pin"><c>sha256:HEX</c> of the certificate (<c>--pin</c>); then neither names nor authorities count.</param>
    /// <param name="isInsecure">Believe anybody (<c>--insecure</c>).</param>
    /// <param name="problem">A clause that names the option and the remedy.</param>
    public static PeerTrust? Create(string? authorityPath, string? pin, bool isInsecure, out string? problem)
    {
        problem = null;
        X509Certificate2Collection? authorities = null;
        if (authorityPath is not null && (authorities = ReadAuthorities(authorityPath, out problem)) is null)
            return null;
        byte[]? fingerprint = null;
        if (pin is not null && (fingerprint = ReadPin(pin)) is null)
        {
            problem = $"--pin {pin} is no fingerprint; write sha256: and 64 hex digits, as the server prints it";
            return null;
        }
        return new PeerTrust(authorities, fingerprint, isInsecure);
    }

    /// <summary>Decides on one handshake; the signature of <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        if (_pin is not null)
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), _pin);
        if (_isInsecure || errors == SslPolicyErrors.None)
            return true;
        return _authorities is not null
            && errors == SslPolicyErrors.RemoteCertificateChainErrors
            && IsVouchedFor(certificate, chain);
    }

    private bool IsVouchedFor(X509Certificate certificate, X509Chain? presented)
    {
        using var leaf = new X509Certificate2(certificate);
        using var chain = NewChain(presented?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(leaf);
    }

    private X509Chain NewChain(X509Certificate2Collection presented)
    {
        var policy = ChainPolicy();
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ExtraStore.AddRange(presented);
        return new X509Chain { ChainPolicy = policy };
    }

    /// <summary>Whom the system's authorities vouch for.</summary>
    public static PeerTrust Default { get; } = new(null, null, isInsecure: false);

    /// <summary>Whether the system's authorities decide; else they are never asked.</summary>
    public bool AsksSystem => _authorities is null && _pin is null && !_isInsecure;

    /// <summary>How chains are built: nothing is fetched from anywhere.</summary>
    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (_authorities is null)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    /// <summary>What is wrong with a peer, in a clause; null when it is believed.</summary>
    internal string? Objection(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "the server shows no certificate";
        if (Validate(this, certificate, chain, errors))
            return null;
        using var leaf = new X509Certificate2(certificate);
        return _pin is null
            ? CertificateObjections.Of(host, leaf, chain, errors)
            : $"its certificate is sha256:{TlsIdentity.Fingerprint(leaf)}, not the pinned one";
    }

    /// <summary>The same of a peer whose chain nobody has built yet.</summary>
    /// <param name="presented">All certificates that the peer has sent.</param>
    /// <param name="isNamed">Whether <paramref name="host"/> is among the names of the leaf.</param>
    internal string? Objection(
        string host,
        X509Certificate2? leaf,
        X509Certificate2Collection presented,
        Func<bool> isNamed
    )
    {
        // Neither a pin nor --insecure asks for a chain or names; nobody else gets by with these errors.
        var errors = SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch;
        if (leaf is null || _pin is not null || _isInsecure)
            return Objection(host, leaf, chain: null, errors);
        using var chain = NewChain(presented);
        if (chain.Build(leaf))
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
        if (isNamed())
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        return Objection(host, leaf, chain, errors);
    }

    private static X509Certificate2Collection? ReadAuthorities(string path, out string? problem)
    {
        problem = null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = File.Exists(path)
                ? $"--cacert {path} cannot be read: {error.Message}"
                : $"--cacert {path} does not exist; name the PEM file of the authority that signed the server's certificate";
            return null;
        }
        if (authorities.Count > 0)
            return authorities;
        problem = $"--cacert {path} holds no PEM certificate; name the file of the authority that signed the server's";
        return null;
    }

    private static byte[]? ReadPin(string pin)
    {
        var hex = pin.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? pin["sha256:".Length..] : pin;
        hex = hex.Replace(":", "", StringComparison.Ordinal);
        try
        {
            return hex.Length == 2 * SHA256.HashSizeInBytes ? Convert.FromHexString(hex) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
