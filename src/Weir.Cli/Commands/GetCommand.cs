using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Measurements.Json;

namespace Weir.Cli.Commands;

/// <summary><c>weir get</c>: one file from several servers at once.</summary>
internal static class GetCommand
{
    private static readonly TimeSpan WaitOnTerminal = TimeSpan.FromSeconds(10);

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
                new Example(
                    "weir get http://a/f http://b/f -o /data/f --json",
                    "two mirrors; events and record as JSON lines"
                ),
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
        var sources = SourceList.Parse(line.GetValue(given.Sources) ?? [], "weir get http://HOST:PORT/FILE");
        var target = Target(line.GetValue(given.Output), sources[0]);
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        var isJson = line.GetValue(given.Json);
        var delivery = given.Reporting.Read(line);
        var screen = DownloadScreens.Choose(output, isJson, target, line.GetValue(given.Interval));
        var options = new DownloadOptions
        {
            Checksum = line.GetValue(given.Checksum),
            Balance = line.GetValue(given.Balance) ?? Balance.Dynamic,
            Connections = line.GetValue(given.Connections),
            LimitRate = line.GetValue(given.LimitRate),
            Wait = line.GetValue(given.Wait) ?? (output.ErrorIsTerminal ? WaitOnTerminal : TimeSpan.Zero),
            GiveUp = line.GetValue(given.GiveUp) ?? TimeSpan.FromSeconds(30),
            Overwrite = line.GetValue(given.Overwrite),
            Sync = line.GetValue(given.Sync),
            DiskWait = line.GetValue(given.DiskWait) ?? TimeSpan.Zero,
            Agent = line.GetValue(given.Agent) ?? Environment.MachineName,
            Target = line.GetValue(given.Target),
            Client = ClientName.Check(line.GetValue(given.Client)),
            Fields = HeaderField.ParseAll(line.GetValue(given.Headers) ?? []),
            ProgressInterval = screen.Interval,
        };

        var downloader = new Downloader(options, context.Time);
        var result = await screen.ShowAsync(watcher =>
            downloader.DownloadAsync(sources, target, watcher, cancellation)
        );
        if (isJson)
            output.Line(MeasurementsJson.ToLine(result.Record));
        else if (!output.IsQuiet)
            DownloadSummary.Print(output, result.Record, target);
        if (delivery is not null)
        {
            var record = MeasurementsJson.ToLine(result.Record);
            await SingleReport.SendAsync(delivery, record, "weir get", output, context.Time);
        }
        return ExitCode(result);
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
