using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls;

/// <summary>A certificate with its private key: who a TLS server is.</summary>
public static class TlsIdentity
{
    /// <summary>Loads a PEM chain and its unencrypted PEM key.</summary>
    /// <param name="problem">A clause that names the file and what is wrong with it.</param>
    public static X509Certificate2? Load(string certificatePath, string keyPath, out string? problem)
    {
        problem = null;
        foreach (var path in (string[])[certificatePath, keyPath])
        {
            if (!File.Exists(path))
                problem ??= $"{path} does not exist";
        }
        if (problem is not null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        // A key of another certificate comes as an ArgumentException.
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problem =
                $"{certificatePath} and {keyPath} are no PEM certificate and unencrypted key that belong together";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"{certificatePath} or {keyPath} cannot be read: {error.Message}";
        }
        return null;
    }

    /// <summary>Loads the same with what else the certificate's file holds: the way to an authority.</summary>
    /// <inheritdoc cref="Load"/>
    public static CertificateChain? LoadChain(string certificatePath, string keyPath, out string? problem)
    {
        if (Load(certificatePath, keyPath, out problem) is not { } leaf)
            return null;
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPemFile(certificatePath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = $"{certificatePath} cannot be read: {error.Message}";
            return null;
        }
        return new CertificateChain(leaf, [.. all.Where(certificate => !certificate.Equals(leaf))]);
    }

    /// <summary>SHA-256 of the whole certificate, lower-case hex: what a client pins.</summary>
    public static string Fingerprint(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
    }
}
