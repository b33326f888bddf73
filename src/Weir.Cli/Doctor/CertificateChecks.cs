using Weir.Transport.Tls;

namespace Weir.Cli.Doctor;

/// <summary>Whether the certificate of a server can be used, for how long, and who may read its key.</summary>
internal static class CertificateChecks
{
    private const string Area = "certificates";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public static IEnumerable<Diagnosis> Run(DoctorTerms terms, DateTimeOffset now)
    {
        var isKept = terms.Certificate is null;
        var (file, key) = terms.Certificate ?? SelfSigned.KeptPair;
        if (isKept && !File.Exists(file) && !File.Exists(key))
        {
            yield return Diagnosis.Ok(Area, "--tls", $"none is kept yet; weir serve --tls makes one in {file}");
            yield break;
        }

        using var certificate = TlsIdentity.Load(file, key, out var problem);
        yield return certificate is null
            ? Diagnosis.Problem(
                Area,
                file,
                problem!,
                isKept
                    ? $"delete {file} and {key}; weir serve --tls makes new ones, with another fingerprint"
                    : "name a PEM chain with --cert and its unencrypted PEM key with --key"
            )
            : Term(file, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), now, isKept);
        if (certificate is not null)
            yield return Diagnosis.Ok(Area, "fingerprint", $"--pin sha256:{TlsIdentity.Fingerprint(certificate)}");
        if (File.Exists(key))
            yield return PermissionChecks.Secret(Area, key) ?? Diagnosis.Ok(Area, key, "only its owner may read it");
    }

    /// <summary>Pure.</summary>
    internal static Diagnosis Term(string file, DateTime from, DateTime to, DateTimeOffset now, bool isKept) =>
        now.UtcDateTime < from
            ? Diagnosis.Problem(
                Area,
                file,
                $"it is valid from {from:yyyy-MM-dd} on, which has not come yet",
                "set the clock of this machine, or take another certificate"
            )
        : now.UtcDateTime >= to
            ? Diagnosis.Problem(
                Area,
                file,
                $"it has expired on {to:yyyy-MM-dd}",
                isKept
                    ? "start weir serve --tls, which makes a new one"
                    : "renew it; servers read the files anew when they change"
            )
        : to - now.UtcDateTime < Soon
            ? Diagnosis.Warning(
                Area,
                file,
                $"it expires on {to:yyyy-MM-dd}",
                "renew it; servers read the files anew when they change"
            )
        : Diagnosis.Ok(Area, file, $"valid until {to:yyyy-MM-dd}");
}
