using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>What a peer has shown in a handshake, for <see cref="PeerTrust"/>.</summary>
internal sealed unsafe class PeerCertificates : IDisposable
{
    private const string CommonName = "2.5.4.3";

    private readonly nint _leaf;

    private PeerCertificates(nint leaf)
    {
        _leaf = leaf;
        Leaf = leaf == 0 ? null : Read(leaf);
    }

    public X509Certificate2? Leaf { get; }

    /// <summary>All that came, the leaf among them.</summary>
    public X509Certificate2Collection All { get; } = [];

    /// <param name="ssl">Must outlive what this gives.</param>
    /// <exception cref="CryptographicException">One of them is no certificate.</exception>
    public static PeerCertificates Of(SslHandle ssl)
    {
        var peer = new PeerCertificates(LibSsl.PeerCertificate(ssl));
        var chain = LibSsl.PeerChain(ssl);
        for (var i = 0; chain != 0 && i < LibCrypto.Count(chain); i++)
            peer.All.Add(Read(LibCrypto.Item(chain, i)));
        return peer;
    }

    /// <summary>Whether the leaf is for <paramref name="host"/>, by the rules of the runtime's own handshake.</summary>
    public bool IsFor(string host)
    {
        if (Leaf is null || host.Length == 0)
            return false;
        if (IPAddress.TryParse(host, out var address))
            return IsFor(address, host);
        // OpenSSL would take a name with a leading dot for a whole domain.
        var name = TlsName.Of(host);
        return name[0] != '.'
            && LibCrypto.CheckHost(_leaf, name, (nuint)name.Length, LibCrypto.NoPartialWildcards, 0) == 1;
    }

    public void Dispose()
    {
        Leaf?.Dispose();
        foreach (var certificate in All)
            certificate.Dispose();
    }

    private bool IsFor(IPAddress address, string text)
    {
        var bytes = address.GetAddressBytes();
        foreach (var names in Leaf!.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            if (names.EnumerateIPAddresses().Any(name => name.GetAddressBytes().AsSpan().SequenceEqual(bytes)))
                return true;
        }
        return Leaf
            .SubjectName.EnumerateRelativeDistinguishedNames()
            .Any(name =>
                !name.HasMultipleElements
                && name.GetSingleElementType().Value == CommonName
                && string.Equals(name.GetSingleElementValue(), text, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static X509Certificate2 Read(nint certificate)
    {
        var length = LibCrypto.EncodeCertificate(certificate, null);
        if (length <= 0)
            throw new CryptographicException("A certificate of the server cannot be read.");
        var der = new byte[length];
        fixed (byte* start = der)
        {
            var place = start;
            _ = LibCrypto.EncodeCertificate(certificate, &place);
        }
        return X509CertificateLoader.LoadCertificate(der);
    }
}
