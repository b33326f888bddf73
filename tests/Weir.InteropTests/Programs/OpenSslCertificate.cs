using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Programs;

/// <summary>A self-signed certificate for localhost and 127.0.0.1 as openssl makes it, in PEM files.</summary>
internal sealed record OpenSslCertificate(string Certificate, string Key)
{
    public string Pin
    {
        get
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(Certificate);
            return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        }
    }

    public static async Task<OpenSslCertificate> MakeAsync(TemporaryFolder folder)
    {
        var made = new OpenSslCertificate(folder["cert.pem"], folder["key.pem"]);
        var result = await ProgramProcess.RunAsync(
            "openssl",
            [
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                made.Key,
                "-out",
                made.Certificate,
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ]
        );
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return made;
    }
}
