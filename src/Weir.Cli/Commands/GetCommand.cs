using System.CommandLine;
using Weir.Agent.Delivery;
using Weir.Cli.Arguments;
using Weir.Cli.Getting;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir get</c>: one file from several servers at once.</summary>
internal static class GetCommand
{
    private static readonly TimeSpan WaitOnTerminal = TimeSpan.FromSeconds(10);

    private const int FilesAtOnce = 5;

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
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        var isJson = line.GetValue(given.Json);
        if (line.GetValue(given.InputFile) is { } list)
            return await RunListAsync(given, line, list, output, context, cancellation);
        if (line.GetValue(given.Jobs) is not null)
            throw MistakeException.Usage("-j is for the files of a list; name one with --input-file FILE");
        var sources = SourceList.Parse(line.GetValue(given.Sources) ?? [], "weir get http://HOST:PORT/FILE");
        var delivery = given.Reporting.Read(line);
        var options = Options(given, line, output);
        var target = await TargetAsync(given, line, sources, options, context, cancellation);
        var screen = DownloadScreens.Choose(output, isJson, target, line.GetValue(given.Interval));

        options = options with { ProgressInterval = screen.Interval };
        var downloader = new Downloader(options, context.Time);
        var result = await screen.ShowAsync(watcher =>
            downloader.DownloadAsync(sources, target, watcher, cancellation)
        );
        if (line.GetValue(given.Explain))
            ExplainWords.Tell(output, result, isJson, context.Time);
        if (isJson)
            output.Line(MeasurementsJson.ToLine(result.Record));
        else if (!output.IsQuiet)
            DownloadSummary.Print(output, result.Record, target);
        await DeliverAsync(delivery, result.Record, output, context.Time);
        return ExitCode(result);
    }

    private static async Task<int> RunListAsync(
        GetOptions given,
        ParseResult line,
        string list,
        Output output,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        if ((line.GetValue(given.Sources) ?? []).Length > 0)
            throw MistakeException.Usage("--input-file names the sources; leave SOURCE out, or the option");
        if (line.GetValue(given.Output) is not null)
            throw MistakeException.Usage("-o is for one file; in the list write out=NAME below its URLs");
        if (line.GetValue(given.Checksum) is not null)
            throw MistakeException.Usage(
                "--checksum is for one file; in the list write checksum=ALG:HEX below its URLs"
            );
        if (line.GetValue(given.ContentDisposition))
            throw MistakeException.Usage("--content-disposition is for one file; in the list write out=NAME");
        var entries = ReadList(list, context);
        var delivery = given.Reporting.Read(line);
        var limit = line.GetValue(given.LimitRate);
        var options = Options(given, line, output) with
        {
            ProgressInterval = line.GetValue(given.Interval) ?? CommonOptions.DefaultInterval,
            SharedLimit = limit is { } rate ? new RateLimit(rate, context.Time) : null,
        };
        var files = new SeveralFiles(output, context.Time)
        {
            IsJson = line.GetValue(given.Json),
            IsExplained = line.GetValue(given.Explain),
            AtOnce = line.GetValue(given.Jobs) ?? FilesAtOnce,
            OnRecord = record => DeliverAsync(delivery, record, output, context.Time),
        };
        return await files.RunAsync(entries, options, cancellation);
    }

    private static IReadOnlyList<InputEntry> ReadList(string list, CommandContext context)
    {
        if (list == "-")
            return InputList.Read(context.Input.Value, "stdin");
        try
        {
            using var reader = new StreamReader(list);
            return InputList.Read(reader, list);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw MistakeException.Usage(
                $"--input-file: {list} cannot be read; name a file that exists, or - for stdin"
            );
        }
    }

    private static async Task DeliverAsync(
        DeliveryOptions? delivery,
        TransferRecord record,
        Output output,
        TimeProvider time
    )
    {
        if (delivery is null)
            return;
        var direct = new DirectDelivery(delivery, "weir get", output, time);
        await direct.SendAsync([MeasurementsJson.ToLine(record)]);
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
            Trust = given.Reporting.Trust.Read(line),
            Overwrite = line.GetValue(given.Overwrite),
            Sync = line.GetValue(given.Sync),
            DiskWait = line.GetValue(given.DiskWait) ?? TimeSpan.Zero,
            Agent = given.Reporting.AgentName(line),
            Target = line.GetValue(given.Reporting.Target),
            Client = ClientName.Check(line.GetValue(given.Client)),
            Fields = HeaderField.ParseAll(line.GetValue(given.Headers) ?? []),
            Proxies = line.GetValue(given.NoProxy) ? ProxyRules.None : Proxies(),
        };

    private static ProxyRules Proxies()
    {
        var rules = ProxyRules.FromEnvironment(Environment.GetEnvironmentVariable, out var mistake);
        return mistake is null ? rules : throw MistakeException.Usage(mistake);
    }

    private static async Task<string> TargetAsync(
        GetOptions given,
        ParseResult line,
        List<SourceAddress> sources,
        DownloadOptions options,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        if (line.GetValue(given.Output) is { } output)
            return Target(output, sources[0]);
        var suggested = line.GetValue(given.ContentDisposition)
            ? await SuggestedName.AskAsync(sources, options, context.Time, cancellation)
            : null;
        return suggested ?? Target(null, sources[0]);
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
            "-" => throw MistakeException.Usage("-o - (to stdout) is not supported; name a file"),
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
            DownloadEnd.Storage => Say(result, ExitCodes.Target),
            _ => Say(result, ExitCodes.Failed),
        };

    private static int Say(DownloadResult result, int exitCode, string remedy = "") =>
        throw new MistakeException(exitCode, (result.Record.Error ?? "the download did not succeed") + remedy);
}
