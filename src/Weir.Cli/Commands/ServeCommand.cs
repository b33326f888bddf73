using System.CommandLine;
using System.Net;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Serving;
using Weir.Http.Server;
using Weir.Origin.Digests;
using Weir.Origin.Replicas;
using Weir.Origin.Runs;

namespace Weir.Cli.Commands;

/// <summary><c>weir serve</c>: an origin of files with replicas that can be paused, stopped and limited.</summary>
internal static class ServeCommand
{
    private const string DefaultListen = "8000";

    public static Command Create(CommandContext context)
    {
        var root = new Argument<string>("ROOT") { Description = "The folder, or the one file, to serve" };
        var listen = TypedOptions.Texts(
            "--listen",
            "[HOST:]PORT[=DIR]",
            $"Where a replica listens; repeated, or a range 12000..12004 (default {DefaultListen} on 127.0.0.1)",
            "-l"
        );
        var replicas = TypedOptions.Count("--replicas", "So many replicas on consecutive ports", max: ListenList.Most);
        var rate = TypedOptions.Texts("--rate", "[N=]RATE", "Limit of every replica, or of replica N; repeated");
        var latency = TypedOptions.Duration("--latency", "Time that each answer waits");
        var maxAge = TypedOptions.Duration(
            "--max-age",
            "How long caches may answer with a file without asking again; 0 for never (default 10s)"
        );
        var connections = TypedOptions.Count("--max-connections", "Per replica; beyond it 503 (default 10000)");
        var perAddress = TypedOptions.Count(
            "--max-connections-per-address",
            "Per replica and client address; beyond it 503 (default: no limit)"
        );
        var minRate = TypedOptions.RateOrNone(
            "--min-rate",
            "Drop a client that takes less over 30 s (default 1kB/s, 0 never)"
        );
        var mirrors = TypedOptions.Texts(
            "--mirror",
            "URL",
            "Another copy, of the file or, with a slash at the end, of the folder: named in Metalink and Link; repeated"
        );
        var grace = TypedOptions.Duration("--grace", "How long running answers may take to end at a stop (default 5s)");
        var log = TypedOptions.Text("--access-log", "FILE", "Append one line per request to FILE");
        var logFormat = TypedOptions.OneOf(
            "--access-log-format",
            "What that line is (default json)",
            ("json", AccessLogFormat.Json),
            ("combined", AccessLogFormat.Combined)
        );
        var control = TypedOptions.Text("--control", "[HOST:]PORT", "Listener for control and metrics");
        var token = TypedOptions.Text("--control-token", "FILE", "Its token; made when FILE is missing");
        var stamp = TypedOptions.Text(
            ReflectorPlaces.StampOption,
            "[HOST:]PORT",
            "Reflect STAMP probes (RFC 8762) at this UDP port, for weir probe HOST:PORT"
        );
        var echo = TypedOptions.Text(
            ReflectorPlaces.EchoOption,
            "[HOST:]PORT",
            "Echo datagrams (RFC 862) at this UDP port; not to well-known source ports"
        );
        var identity = new IdentityOptions();
        var waitClients = TypedOptions.Count(
            "--wait-clients",
            "Hold files until N clients are there, round after round"
        );
        var run = TypedOptions.Text("--run", "NAME", "The name of the run (default: an id for each round)");
        var results = TypedOptions.Text("--out", "DIR", "Write clients.csv, runs.csv and report.html after each round");
        var interval = CommonOptions.Interval();
        var quiet = CommonOptions.Quiet();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("serve", "Serve files over HTTP, from several replicas at once")
        {
            IsOfLoops = true,
            Examples =
            [
                new Example("weir serve /srv/files", "one replica on port 8000"),
                new Example("weir serve big.iso --listen 12000 --replicas 5", "five on ports 12000 to 12004"),
                new Example("weir serve /srv --listen 0.0.0.0:80 --rate 10MB/s", "for others, limited"),
                new Example(
                    "weir serve /srv --mirror http://b.example/srv/",
                    "FILE.meta4 and Link name the copies; try aria2c -M URL/FILE.meta4"
                ),
                new Example("weir serve /srv --tls", "over TLS, with a certificate of its own to pin"),
                new Example("weir serve /srv --udp 8620", "with a reflector for weir probe 127.0.0.1:8620"),
                new Example(
                    "weir serve /srv --wait-clients 25 --run lab3 --out results",
                    "25 clients start together; their times as tables and a page"
                ),
                new Example("weir serve a --listen 12000 --listen 12001=b", "two replicas, each its own folder"),
            ],
            Arguments = { root },
            Options =
            {
                listen,
                replicas,
                rate,
                latency,
                maxAge,
                connections,
                perAddress,
                minRate,
                mirrors,
                grace,
                log,
                logFormat,
                control,
                token,
                stamp,
                echo,
                identity.SelfSigned,
                identity.Certificate,
                identity.Key,
                waitClients,
                run,
                results,
                interval,
                quiet,
                json,
            },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var places = Places(line.GetValue(listen) ?? [], line.GetValue(replicas));
                var rates =
                    ReplicaRates.Read(line.GetValue(rate) ?? [], places.Count, out var problem)
                    ?? throw MistakeException.Usage($"--rate: {problem}");
                var path = line.GetRequiredValue(root);
                var isJson = line.GetValue(json);
                var output = context.Output with { IsQuiet = line.GetValue(quiet) };
                var most = line.GetValue(connections) ?? 10_000;
                var terms = new RunTerms(line.GetValue(waitClients), line.GetValue(run), line.GetValue(results));
                var teller = new RunTeller(output, context.Time, isJson, terms.Check(most));
                using var tls = identity.Read(line, "weir serve", output, context.Time);
                var options = new OriginOptions
                {
                    Replicas =
                    [
                        .. places.Select((at, i) => new ReplicaOptions(at.EndPoint, at.Folder ?? path, rates[i])),
                    ],
                    Latency = line.GetValue(latency) ?? TimeSpan.Zero,
                    MaxAge = line.GetValue(maxAge) ?? OriginOptions.DefaultMaxAge,
                    MaxConnections = most,
                    MaxConnectionsPerAddress = line.GetValue(perAddress) ?? 0,
                    MinRate = line.GetValue(minRate) ?? new OriginOptions { Replicas = [] }.MinRate,
                    Mirrors = MirrorList.Check(
                        line.GetValue(mirrors) ?? [],
                        isOneFile: places.All(at => File.Exists(at.Folder ?? path))
                    ),
                    Digests = new DigestOptions
                    {
                        CacheFolder = DigestFolder.Find(
                            Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
                            Environment.GetEnvironmentVariable("HOME"),
                            places.Select(at => at.Folder ?? path)
                        ),
                    },
                    AccessLog = line.GetValue(log),
                    AccessLogFormat = line.GetValue(logFormat) ?? AccessLogFormat.Json,
                    Control = ControlPlace.Read(line.GetValue(control), line.GetValue(token)),
                    ControlToken = line.GetValue(token),
                    Tls = tls?.Server,
                    Secrets = [.. new[] { line.GetValue(token), line.GetValue(identity.Key) }.OfType<string>()],
                    Runs = terms.Clients is { } count
                        ? new RunOptions
                        {
                            Clients = count,
                            Name = terms.Name,
                            News = teller.Tell,
                        }
                        : null,
                };
                var every = line.GetValue(interval) ?? CommonOptions.DefaultInterval;
                if (every <= TimeSpan.Zero)
                    throw MistakeException.Usage("--interval: 0 is no time between lines; write 1s or leave it out");
                var session = new ServeSession(options, context with { Output = output }, every)
                {
                    Grace = line.GetValue(grace) is { } asked
                        ? TimeSpan.FromTicks(Math.Min(asked.Ticks, ServeSession.LongestGrace.Ticks))
                        : ServeSession.DefaultGrace,
                    Runs = teller,
                    ReflectorPlaces = new ReflectorPlaces(
                        OnePlace.Read(ReflectorPlaces.StampOption, line.GetValue(stamp)),
                        OnePlace.Read(ReflectorPlaces.EchoOption, line.GetValue(echo))
                    ),
                };
                await session.RunAsync(isJson, cancellation);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static IReadOnlyList<ListenAddress> Places(string[] values, int? replicas)
    {
        if (!ListenList.TryParse(values.Length > 0 ? values : [DefaultListen], out var places, out var problem))
            throw MistakeException.Usage($"--listen: {problem}");
        if (replicas is not { } count)
            return places;
        if (places.Count > 1)
            throw MistakeException.Usage("--replicas counts from one --listen; leave one of the two out");
        var (first, folder) = (places[0].EndPoint, places[0].Folder);
        if (first.Port > 0 && first.Port + count - 1 > IPEndPoint.MaxPort)
            throw MistakeException.Usage($"--replicas: there are no {count} ports from {first.Port} on; begin lower");
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new ListenAddress(
                    new IPEndPoint(first.Address, first.Port == 0 ? 0 : first.Port + i),
                    folder
                )),
        ];
    }
}
