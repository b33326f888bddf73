using System.CommandLine;
using System.Net;
using Weir.Cli.Arguments;
using Weir.Cli.Collecting;
using Weir.Cli.Mistakes;
using Weir.Collector.Limiting;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary><c>weir collect</c>: receives measurements, stores them and answers questions about them.</summary>
internal static class CollectCommand
{
    private const string DefaultListen = "7070";

    /// <summary>An agent halves what is too large; one record alone has to fit.</summary>
    private static readonly ByteSize LeastBody = 64 * ByteSize.KiB;

    private static readonly ByteSize LargestBody = 64 * ByteSize.MiB;

    public static Command Create(CommandContext context)
    {
        var listen = TypedOptions.Texts(
            "--listen",
            "[HOST:]PORT",
            $"Where to listen; repeated (default {DefaultListen} on 127.0.0.1)",
            "-l"
        );
        var store = StoreOption.Create("Where measurements are kept; made when FILE is missing");
        var tls = TypedOptions.Flag("--tls", "HTTPS with a certificate that is made once and kept for this user");
        var certificate = TypedOptions.Text("--cert", "FILE", "HTTPS with this certificate chain (PEM)");
        var key = TypedOptions.Text("--key", "FILE", "Its private key (PEM, unencrypted)");
        var open = TypedOptions.Flag("--open-read", "Who is on this machine may read without a token");
        var manage = TypedOptions.Texts(
            "--manage",
            "NAME=URL,TOKENFILE",
            "A server or proxy whose buttons viewers may press; its --control and --control-token; repeated"
        );
        var retention = TypedOptions.Duration(
            "--retention",
            "How long each record is kept; sums of 15 minutes, hours and days stay for ever (default for ever)"
        );
        var records = TypedOptions.Arrivals(
            "--agent-rate",
            "The most records that one token may send over time, 50/s; beyond it is 429 (default any number)"
        );
        var volume = TypedOptions.Rate(
            "--agent-volume",
            "The most that one token may send over time, 1MB/s as it comes over the wire (default any amount)"
        );
        var body = TypedOptions.Size("--max-body", "The largest request, as it comes over the wire (default 16MiB)");
        var plain = TypedOptions.Flag(
            "--insecure-http",
            "Plain HTTP for other machines too: tokens travel unencrypted; for trusted networks"
        );
        var quiet = CommonOptions.Quiet();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("collect", "Receive measurements, store them, answer questions")
        {
            Examples =
            [
                new Example("weir collect --store sqlite:weir.db", "on this machine alone, port 7070"),
                new Example("weir collect --listen 0.0.0.0:7070 --store sqlite:weir.db --tls", "for agents elsewhere"),
                new Example("weir collect token add site-a --store sqlite:weir.db > a.token", "let an agent send"),
            ],
            Options =
            {
                listen,
                store,
                tls,
                certificate,
                key,
                plain,
                open,
                manage,
                retention,
                records,
                volume,
                body,
                quiet,
                json,
            },
            Subcommands = { CollectTokenCommand.Create(context), CollectBackupCommand.Create(context) },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var places = Places(line.GetValue(listen) ?? [], line.GetValue(open));
                var isPlain = !line.GetValue(tls) && line.GetValue(certificate) is null && line.GetValue(key) is null;
                if (isPlain && !line.GetValue(plain) && places.Any(place => !IPAddress.IsLoopback(place.Address)))
                    throw MistakeException.Usage(
                        "--listen: plain HTTP would show the tokens to everyone on the way; add --tls, or --cert and --key, "
                            + "or --insecure-http for a trusted network"
                    );
                var terms = new CollectTerms(
                    places,
                    StoreOption.Read(line.GetValue(store)),
                    Identity.Load(
                        line.GetValue(tls),
                        line.GetValue(certificate),
                        line.GetValue(key),
                        context.Time.GetUtcNow()
                    ),
                    line.GetValue(open),
                    ManagedList.Read(line.GetValue(manage) ?? [], File.Exists),
                    line.GetValue(retention),
                    new SenderLimits { RecordsPerSecond = line.GetValue(records), Volume = line.GetValue(volume) },
                    Body(line.GetValue(body)),
                    line.GetValue(json)
                );
                var output = context.Output with { IsQuiet = line.GetValue(quiet) };
                await CollectSession.RunAsync(terms, context with { Output = output }, cancellation);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static ByteSize? Body(ByteSize? given) =>
        given < LeastBody || given > LargestBody
            ? throw MistakeException.Usage($"--max-body {given} is not {LeastBody} to {LargestBody}")
            : given;

    private static IReadOnlyList<IPEndPoint> Places(string[] values, bool isReadOpen)
    {
        if (!ListenList.TryParse(values.Length > 0 ? values : [DefaultListen], out var places, out var problem))
            throw MistakeException.Usage($"--listen: {problem}");
        if (places.FirstOrDefault(place => place.Folder is not null) is { } served)
            throw MistakeException.Usage($"--listen: a collector serves no folder; leave out ={served.Folder}");
        if (isReadOpen && places.Any(place => !IPAddress.IsLoopback(place.EndPoint.Address)))
            throw MistakeException.Usage(
                "--open-read is for 127.0.0.1 and [::1] alone; leave it out, or the other hosts"
            );
        return [.. places.Select(place => place.EndPoint)];
    }
}
