using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Testing.Files;

namespace Weir.InteropTests.Collecting;

/// <summary>A self-signed certificate of 127.0.0.1 as <c>cert.pem</c> and <c>key.pem</c> of a folder.</summary>
/// <param name="Fingerprint">SHA-256, in hex.</param>
internal sealed record TestCertificate(string CertificatePath, string KeyPath, string Fingerprint)
{
    /// <summary>As <c>weir collect</c> takes it.</summary>
    public string[] Options => ["--cert", CertificatePath, "--key", KeyPath];

    public static TestCertificate Make(TemporaryFolder folder, string name = "")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificatePath, keyPath) = (folder[$"{name}cert.pem"], folder[$"{name}key.pem"]);
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return new(certificatePath, keyPath, Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));
    }
}
