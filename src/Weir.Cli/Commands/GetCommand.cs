using System.CommandLine;
using Weir.Agent.Delivery;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Measurements.Json;

namespace Weir.Cli.Commands;

/// <summary><c>weir get</c>: one file from several servers at once.</summary>
internal static class GetCommand
{
    private const string Usage = "weir get http://HOST:PORT/FILE";

    internal static readonly TimeSpan WaitOnTerminal = TimeSpan.FromSeconds(10);

    public static Command Create(CommandContext context)
    {
        var options = new GetOptions();
        var command = new DocumentedCommand("get", "Download one file from several servers at once, and prove it")
        {
            Examples =
            [
                new Example("weir get http://127.0.0.1:8000/big.bin", "one server, into ./big.bin"),
                new Example(
                    "weir get 'http://127.0.0.1:{12000..12003}/big.bin' --checksum sha256:HEX",
                    "four servers, proven by the hash"
                ),
                new Example("weir get https://127.0.0.1:8000/f --pin sha256:HEX", "over TLS, from weir serve --tls"),
                new Example("weir get big.iso.meta4", "what a Metalink says: its mirrors, proven piece by piece"),
                new Example("weir get http://a/big.tar -o - | tar x", "in order to a pipe, from all mirrors of a"),
                new Example(
                    "weir get http://a/f http://b/f -o /data/f --json",
                    "two mirrors; events and record as JSON lines"
                ),
                new Example(
                    "weir get --input-file list.txt -j 3 --limit-rate 10MB/s",
                    "the files of a list, three at a time, 10 MB/s together"
                ),
                new Example("weir get http://a/f http://b/f --explain", "and say why it went as it did"),
            ],
        };
        command.Arguments.Add(options.Sources);
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction((line, cancellation) => RunAsync(options, line, context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        GetOptions given,
        ParseResult line,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        var isStream = line.GetValue(given.Output) == "-";
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        if (isStream)
            output = output with { Out = output.Error, IsTerminal = output.ErrorIsTerminal };
        var isJson = line.GetValue(given.Json);
        if (line.GetValue(given.InputFile) is { } list)
            return await GetList.RunAsync(
                given,
                line,
                list,
                Options(given, line, output),
                output,
                context,
                cancellation
            );
        if (line.GetValue(given.Jobs) is not null)
            throw MistakeException.Usage("-j is for the files of a list; name one with --input-file FILE");
        if (isStream)
            CheckStream(given, line);
        var delivery = given.Reporting.Read(line);
        var options = Options(given, line, output);
        var arguments = line.GetValue(given.Sources) ?? [];
        var file = await GivenFile.ReadAsync(arguments, options, Usage, output, context.Time, cancellation);
        var result = await DownloadAsync(file);
        if (result.Result.End == DownloadEnd.Metalink)
        {
            file = await GivenFile.OfMetalinkAsync(file, output, context.Time, cancellation);
            result = await DownloadAsync(file);
        }
        return await EndAsync(
            result.Result,
            result.Target,
            output,
            isJson,
            delivery,
            context,
            isExplained: line.GetValue(given.Explain)
        );

        async Task<(DownloadResult Result, string Target)> DownloadAsync(GivenFile wanted)
        {
            var target = isStream ? "stdout" : await TargetAsync(given, line, wanted, context, cancellation);
            var screen = DownloadScreens.Choose(output, isJson, target, line.GetValue(given.Interval));
            var interval = delivery is null ? screen.Interval : ProgressReporter.Interval(screen.Interval);
            var downloader = new Downloader(wanted.Options with { ProgressInterval = interval }, context.Time);
            using var stream = isStream ? ResultStream.Open() : null;
            return (
                await screen.ShowAsync(async watcher =>
                {
                    await using var reporter = delivery is null
                        ? null
                        : new ProgressReporter(() => delivery, watcher, screen.Interval, context.Time);
                    var told = reporter ?? watcher;
                    // Blocks this thread: signals come by others, and nothing has to be compiled to wait.
                    return stream is null
                        ? downloader.Download(wanted.Sources, target, told, cancellation)
                        : await downloader.StreamAsync(wanted.Sources, stream, told, cancellation);
                }),
                target
            );
        }
    }

    internal static async Task<int> EndAsync(
        DownloadResult result,
        string target,
        Output output,
        bool isJson,
        DeliveryOptions? delivery,
        CommandContext context,
        string command = "weir get",
        bool isExplained = false
    )
    {
        if (isExplained)
            ExplainWords.Tell(output, result, isJson, context.Time);
        if (isJson)
            output.Line(MeasurementsJson.ToLine(result.Record));
        else if (!output.IsQuiet && result.Storage is not { Kind: StorageFaultKind.Closed })
            DownloadSummary.Print(output, result.Record, target);
        if (delivery is not null)
        {
            var direct = new DirectDelivery(delivery, command, output, context.Time);
            await direct.SendAsync([MeasurementsJson.ToLine(result.Record)]);
        }
        return ExitCode(result);
    }

    private static DownloadOptions Options(GetOptions given, ParseResult line, Output output) =>
        new()
        {
            Checksum = line.GetValue(given.Checksum),
            Balance = line.GetValue(given.Balance) ?? Balance.Dynamic,
            Connections = line.GetValue(given.Connections),
            LimitRate = line.GetValue(given.LimitRate),
            Wait = line.GetValue(given.Wait) ?? (output.ErrorIsTerminal ? WaitOnTerminal : TimeSpan.Zero),
            GiveUp = line.GetValue(given.GiveUp) ?? TimeSpan.FromSeconds(30),
            Trust = given.Reporting.Trust.ReadForAll(line),
            Overwrite = line.GetValue(given.Overwrite),
            Sync = line.GetValue(given.Sync),
            DiskWait = line.GetValue(given.DiskWait) ?? TimeSpan.Zero,
            Agent = given.Reporting.AgentName(line),
            Target = line.GetValue(given.Reporting.Target),
            Client = ClientName.Check(line.GetValue(given.Client)),
            Fields = HeaderField.ParseAll(line.GetValue(given.Headers) ?? []),
            Proxies = line.GetValue(given.NoProxy) ? ProxyRules.None : Proxies(),
            Mirrors = !line.GetValue(given.NoMirrors),
            Explain = line.GetValue(given.Explain),
        };

    private static void CheckStream(GetOptions given, ParseResult line)
    {
        if (line.GetValue(given.Json))
            throw MistakeException.Usage("-o - and --json both write to stdout; leave one of the two out");
        if (line.GetValue(given.Balance) == Balance.Equal)
            throw MistakeException.Usage(
                "-o - passes the file on in order, which --balance equal cannot; leave it out"
            );
        if (line.GetValue(given.Overwrite) || line.GetValue(given.Sync))
            throw MistakeException.Usage("-o - writes no file; leave --overwrite and --sync out");
    }

    internal static ProxyRules Proxies()
    {
        var rules = ProxyRules.FromEnvironment(Environment.GetEnvironmentVariable, out var mistake);
        return mistake is null ? rules : throw MistakeException.Usage(mistake);
    }

    private static async Task<string> TargetAsync(
        GetOptions given,
        ParseResult line,
        GivenFile file,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        if (line.GetValue(given.Output) is { } output)
            return Target(output, file.Sources[0]);
        if (file.Name is { } name)
            return name;
        var suggested = line.GetValue(given.ContentDisposition)
            ? await SuggestedName.AskAsync(file.Sources, file.Options, context.Time, cancellation)
            : null;
        return suggested ?? Target(null, file.Sources[0]);
    }

    private static string Target(string? given, SourceAddress first)
    {
        if (given is null)
            return first.FileName
                ?? throw MistakeException.Usage(
                    $"{first.PublicUrl} ends without a file name; name the file with -o FILE"
                );
        return given switch
        {
            "" => throw MistakeException.Usage("-o is empty; name the file to write"),
            _ => given,
        };
    }

    /// <summary>The exit code of a download; one that did not succeed throws its sentence.</summary>
    internal static int ExitCode(DownloadResult result) =>
        result.End switch
        {
            DownloadEnd.Done => ExitCodes.Done,
            DownloadEnd.Cancelled => Say(result, ExitCodes.Interrupted),
            DownloadEnd.Corrupt => Say(
                result,
                ExitCodes.VerificationFailed,
                "; check --checksum, or name servers that have the right file"
            ),
            // Whoever reads has enough, as head(1) has: nothing to tell.
            DownloadEnd.Storage when result.Storage!.Kind == StorageFaultKind.Closed => ExitCodes.Failed,
            DownloadEnd.Storage => Say(result, ExitCodes.Target),
            _ => Say(result, ExitCodes.Failed),
        };

    private static int Say(DownloadResult result, int exitCode, string remedy = "") =>
        throw new MistakeException(exitCode, (result.Record.Error ?? "the download did not succeed") + remedy);
}
