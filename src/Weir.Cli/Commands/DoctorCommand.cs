using System.CommandLine;
using System.Net;
using Weir.Cli.Arguments;
using Weir.Cli.Doctor;
using Weir.Cli.Mistakes;
using Weir.Transport.Udp;

namespace Weir.Cli.Commands;

/// <summary><c>weir doctor</c>: what on this machine is in Weir's way, each with its remedy.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var listen = TypedOptions.Texts("--listen", "[HOST:]PORT", "A TCP port or range that must be free; repeated");
        var udp = TypedOptions.Texts("--udp", "[HOST:]PORT", "A UDP port or range that must be free; repeated");
        var certificate = TypedOptions.Text("--cert", "FILE", "A certificate to look at (default: the one of --tls)");
        var key = TypedOptions.Text("--key", "FILE", "The key of --cert");
        var store = StoreOption.Create("A collector's store to look through");
        var spool = TypedOptions.Text("--spool", "DIR", "An agent's spool to look through (default: the usual one)");
        var token = TypedOptions.Texts("--token", "FILE", "A token file that only its owner may read; repeated");
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("doctor", "Look at ports, permissions, clock, kernel, certificates, store")
        {
            Examples =
            [
                new Example("weir doctor", "what on this machine is in the way, and what helps"),
                new Example("weir doctor --listen 0.0.0.0:443 --cert a.pem --key a.key", "before a server is started"),
                new Example("weir doctor --store sqlite:weir.db --json", "is each page of the store whole? by machine"),
            ],
            Options = { listen, udp, certificate, key, store, spool, token, json },
        };
        command.SetAction(
            (line, cancellation) =>
                RunAsync(
                    context,
                    new DoctorTerms(
                        Places("--listen", line.GetValue(listen)),
                        Places("--udp", line.GetValue(udp)),
                        Pair(line.GetValue(certificate), line.GetValue(key)),
                        line.GetValue(store) is { } address ? StoreOption.Read(address) : null,
                        line.GetValue(spool),
                        line.GetValue(token) ?? []
                    ),
                    line.GetValue(json),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        DoctorTerms terms,
        bool isJson,
        CancellationToken cancellation
    )
    {
        var now = context.Time.GetUtcNow();
        List<Diagnosis> found =
        [
            .. PortChecks.Run(terms),
            .. PermissionChecks.Run(terms, context.Time),
            ClockChecks.Of(ClockQuality.Read()),
            .. KernelChecks.Of(KernelLimits.Read()),
            .. CertificateChecks.Run(terms, now),
            .. await StoreChecks.RunAsync(terms, context.Time, cancellation),
        ];
        var lines = isJson
            ? found.Select(each => DoctorWords.Event(now, each)).Append(DoctorWords.Summary(now, found))
            : DoctorWords.Lines(found, context.Output.IsTerminal ? context.Output.Width : int.MaxValue);
        foreach (var line in lines)
            context.Output.Line(line);
        return found.Exists(each => each.State == DiagnosisState.Problem) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static IPEndPoint[] Places(string option, string[]? values)
    {
        if (!ListenList.TryParse(values ?? [], out var places, out var problem))
            throw MistakeException.Usage($"{option}: {problem}");
        return places.FirstOrDefault(place => place.Folder is not null) is { } odd
            ? throw MistakeException.Usage($"{option}: {odd.EndPoint} has a folder; write PORT or HOST:PORT")
            : [.. places.Select(place => place.EndPoint)];
    }

    private static (string File, string Key)? Pair(string? certificate, string? key) =>
        (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw MistakeException.Usage("--key needs --cert FILE; add it"),
            (_, null) => throw MistakeException.Usage("--cert needs --key FILE; add it"),
            _ => (certificate, key),
        };
}
