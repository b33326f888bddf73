using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Transport.Tls;

namespace Weir.Cli.Reporting;

/// <summary>The options by which TLS clients are told whom to believe.</summary>
internal sealed class TrustOptions
{
    public Option<string?> Authority { get; } =
        TypedOptions.Text("--cacert", "FILE", "Believe servers whose certificate one of these PEM authorities signed");

    public Option<string?> Pin { get; } =
        TypedOptions.Text("--pin", "sha256:HEX", "Believe only the server with this certificate, as it prints it");

    public Option<bool> Insecure { get; } = TypedOptions.Flag("--insecure", "Believe any server; for tests only");

    public IEnumerable<Option> All => [Authority, Pin, Insecure];

    /// <summary>The first of them that was given; null when none was.</summary>
    public Option? Given(ParseResult line) =>
        All.FirstOrDefault(option => line.GetResult(option) is { Implicit: false });

    public PeerTrust Read(ParseResult line) =>
        PeerTrust.Create(line.GetValue(Authority), line.GetValue(Pin), line.GetValue(Insecure), out var problem)
        ?? throw MistakeException.Usage(problem!);

    /// <summary>Reads them in a process that believes nobody else and starts no other program.</summary>
    public PeerTrust ReadForAll(ParseResult line)
    {
        var trust = Read(line);
        if (!trust.AsksSystem)
            SystemAuthorities.LeaveUnread();
        return trust;
    }
}
