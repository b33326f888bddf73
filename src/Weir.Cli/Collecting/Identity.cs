using System.Security.Cryptography.X509Certificates;
using Weir.Cli.Mistakes;
using Weir.Transport.Tls;

namespace Weir.Cli.Collecting;

/// <summary>Who the server is, by <c>--tls</c> or by <c>--cert</c> and <c>--key</c>.</summary>
internal static class Identity
{
    /// <summary>Null for plain HTTP.</summary>
    /// <exception cref="MistakeException">The options contradict each other, or the files are no identity.</exception>
    public static X509Certificate2? Load(bool isSelfSigned, string? certificate, string? key, DateTimeOffset now)
    {
        if (isSelfSigned && (certificate ?? key) is not null)
            throw MistakeException.Usage("--tls makes a certificate of its own; leave it out, or --cert and --key");
        if (isSelfSigned)
            return SelfSigned.LoadOrMake(SelfSigned.DefaultFolder, now, out var why)
                ?? throw MistakeException.Target($"--tls: {why}");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw MistakeException.Usage("--key needs --cert FILE; add it"),
            (_, null) => throw MistakeException.Usage("--cert needs --key FILE; add it"),
            _ => TlsIdentity.Load(certificate, key, out var problem)
                ?? throw MistakeException.Usage($"--cert, --key: {problem}"),
        };
    }
}
