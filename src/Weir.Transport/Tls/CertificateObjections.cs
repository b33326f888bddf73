using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls;

/// <summary>What is wrong with a certificate that nobody vouches for, as a clause with its remedy. Pure.</summary>
internal static class CertificateObjections
{
    public static string Of(string host, X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        var statuses = X509ChainStatusFlags.NoError;
        foreach (var status in chain?.ChainStatus ?? [])
            statuses |= status.Status;
        if (statuses.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            var at = chain!.ChainPolicy.VerificationTime.ToUniversalTime();
            if (leaf.NotAfter.ToUniversalTime() < at)
                return $"its certificate expired on {Day(leaf.NotAfter)}";
            if (leaf.NotBefore.ToUniversalTime() > at)
                return $"its certificate is not valid before {Day(leaf.NotBefore)}";
            return "a certificate in its chain has expired";
        }
        if (statuses == X509ChainStatusFlags.NotValidForUsage)
            return "its certificate is not for servers";
        if (statuses != X509ChainStatusFlags.NoError)
            return leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData)
                ? "its certificate is self-signed; if it is the right one, name it with --pin or --cacert"
                : "no authority that is believed here has signed its certificate; name the right one with --cacert";
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"its certificate is for {Names(leaf)}, not for {host}"
            : "its certificate is not believed";
    }

    private static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 leaf)
    {
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var all = names is null
            ? []
            : names
                .EnumerateDnsNames()
                .Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))
                .Take(4);
        var text = string.Join(", ", all);
        return text.Length > 0 ? text : "no host at all";
    }
}
