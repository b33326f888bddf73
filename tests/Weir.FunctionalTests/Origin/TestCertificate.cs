using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Origin;

/// <summary>Certificates for servers of tests, each with a key of its own.</summary>
internal static class TestCertificate
{
    /// <summary>Self-signed, for localhost and 127.0.0.1.</summary>
    public static CertificateChain Localhost { get; } = Make();

    /// <param name="name">The one name it is for.</param>
    /// <param name="days">From today on, how long it is valid; below 0 it has expired.</param>
    public static CertificateChain Make(string name = "localhost", int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-60), now.AddDays(days));
        return new CertificateChain(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null), []);
    }

    /// <summary>Writes it and its key as PEM, key first, and gives their paths.</summary>
    public static (string Certificate, string Key) Write(CertificateChain chain, string folder)
    {
        var (certificate, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        using var secret = chain.Leaf.GetECDsaPrivateKey()!;
        File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificate, chain.Leaf.ExportCertificatePem());
        return (certificate, key);
    }
}
