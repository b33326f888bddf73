using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls;

/// <summary>
/// A certificate that this machine makes for itself once and keeps, so that its fingerprint, which clients pin, stays
/// the same.
/// </summary>
public static class SelfSigned
{
    private const string CertificateName = "cert.pem";
    private const string KeyName = "key.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Validity = TimeSpan.FromDays(3650);

    /// <summary>Where a user's certificate is kept (XDG Base Directory Specification).</summary>
    public static string DefaultFolder =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.Create
            ),
            "weir",
            "tls"
        );

    /// <summary>The files of the certificate that <see cref="DefaultFolder"/> has, or would have.</summary>
    public static (string Certificate, string Key) KeptPair => Pair(DefaultFolder);

    /// <summary>The kept certificate, or a new one when there is none or it has expired.</summary>
    /// <param name="problem">A clause that names the file and what is wrong.</param>
    public static X509Certificate2? LoadOrMake(string folder, DateTimeOffset now, out string? problem)
    {
        var (certificatePath, keyPath) = Pair(folder);
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            var kept = TlsIdentity.Load(certificatePath, keyPath, out problem);
            if (kept is null || kept.NotAfter.ToUniversalTime() > now.UtcDateTime)
                return kept;
            kept.Dispose();
        }
        try
        {
            Directory.CreateDirectory(folder);
            Make(certificatePath, keyPath, now);
            return TlsIdentity.Load(certificatePath, keyPath, out problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"the certificate cannot be kept in {folder}: {error.Message}";
            return null;
        }
    }

    private static (string Certificate, string Key) Pair(string folder) =>
        (Path.Combine(folder, CertificateName), Path.Combine(folder, KeyName));

    private static void Make(string certificatePath, string keyPath, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=weir", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false) // serverAuth, RFC 5280 4.2.1.12
        );
        using var certificate = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Validity);
        // The key first: a certificate without its key would be taken for a damaged pair.
        WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem());
        WritePrivate(certificatePath, certificate.ExportCertificatePem());
    }

    /// <summary>Made under another name with the right mode from the first byte on, then moved into place.</summary>
    private static void WritePrivate(string path, string content)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(temporary, options))
            writer.Write(content);
        File.Move(temporary, path, overwrite: true);
    }
}
