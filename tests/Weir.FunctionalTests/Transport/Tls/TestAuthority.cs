using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>An authority that lives for one test.</summary>
internal sealed class TestAuthority
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    public static TestAuthority Make(string name = "Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewAuthority(name, key);
        var now = TimeProvider.System.GetUtcNow();
        return new TestAuthority(request.CreateSelfSigned(now.AddDays(-60), now.AddDays(60)));
    }

    /// <summary>Another that this one vouches for.</summary>
    public TestAuthority MakeBelow(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = NewAuthority(name, key).Create(_certificate, now.AddDays(-50), now.AddDays(50), Serial());
        return new TestAuthority(made.CopyWithPrivateKey(key));
    }

    /// <param name="names">DNS names and addresses; without any it has no extension for them.</param>
    /// <param name="commonName">The CN of the subject.</param>
    /// <param name="usage">What its key is for; null for anything.</param>
    /// <param name="days">From today on, how long it is valid; below 0 it has expired.</param>
    /// <param name="with">What the server sends beside it.</param>
    public CertificateChain Issue(
        string[] names,
        string commonName = "server",
        string? usage = ForServers,
        int days = 30,
        TestAuthority? with = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }
        if (names.Length > 0)
            request.CertificateExtensions.Add(builder.Build());
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.Create(_certificate, now.AddDays(-40), now.AddDays(days), Serial());
        using var whole = made.CopyWithPrivateKey(key);
        var leaf = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
        return new CertificateChain(leaf, with is null ? [] : [with.Certificate]);
    }

    /// <summary>Who believes this one and nobody else (<c>--cacert</c>).</summary>
    public PeerTrust Trust()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ca.pem"], _certificate.ExportCertificatePem());
        return PeerTrust.Create(folder["ca.pem"], null, isInsecure: false, out _)!;
    }

    private static CertificateRequest NewAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(8)];
}
