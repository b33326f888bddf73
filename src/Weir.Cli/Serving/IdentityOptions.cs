using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;
using Weir.Transport.Tls;

namespace Weir.Cli.Serving;

/// <summary>The options by which a server of files is told who it is over TLS.</summary>
internal sealed class IdentityOptions
{
    public Option<bool> SelfSigned { get; } =
        TypedOptions.Flag("--tls", "HTTPS with a certificate that is made once and kept for this user");

    public Option<string?> Certificate { get; } =
        TypedOptions.Text("--cert", "FILE", "HTTPS with this certificate chain (PEM); read anew when it changes");

    public Option<string?> Key { get; } = TypedOptions.Text("--key", "FILE", "Its private key (PEM, unencrypted)");

    public IEnumerable<Option> All => [SelfSigned, Certificate, Key];

    /// <summary>Null to serve in the clear.</summary>
    /// <param name="command">Who tells of a change, <c>weir serve</c>.</param>
    /// <exception cref="MistakeException">The options contradict each other, or the files are no identity.</exception>
    public ServedIdentity? Read(ParseResult line, string command, Output output, TimeProvider time)
    {
        var (certificate, key) = (line.GetValue(Certificate), line.GetValue(Key));
        if (line.GetValue(SelfSigned))
        {
            if ((certificate ?? key) is not null)
                throw MistakeException.Usage("--tls makes a certificate of its own; leave it out, or --cert and --key");
            var made = Transport.Tls.SelfSigned.LoadOrMake(
                Transport.Tls.SelfSigned.DefaultFolder,
                time.GetUtcNow(),
                out var why
            );
            return made is null
                ? throw MistakeException.Target($"--tls: {why}")
                : new ServedIdentity(new TlsServer(new CertificateChain(made, [])), null);
        }
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
            throw MistakeException.Usage(
                certificate is null ? "--key needs --cert FILE; add it" : "--cert needs --key FILE; add it"
            );
        var chain =
            TlsIdentity.LoadChain(certificate, key, out var problem)
            ?? throw MistakeException.Usage($"--cert, --key: {problem}");
        var server = new TlsServer(chain);
        return new ServedIdentity(
            server,
            new CertificateWatch(server, certificate, key, time, text => output.Mistake($"{command}: {text}"))
        );
    }
}

/// <summary>Who a server is, and what looks after its files; disposed of when it ends.</summary>
internal sealed record ServedIdentity(TlsServer Server, CertificateWatch? Watch) : IDisposable
{
    public void Dispose() => Watch?.Dispose();
}
