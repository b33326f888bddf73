using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Screens;
using Weir.Downloads.Downloading;
using Weir.Downloads.Proxies;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary><c>weir repair</c>: fetches only those pieces of a file that are damaged.</summary>
internal static class RepairCommand
{
    private const string Usage = "weir repair FILE http://HOST:PORT/FILE.meta4";

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The file to repair" };
        var given = new GetOptions();
        given.Sources.Description = "Metalinks of the file, or URLs whose server has one";
        var command = new DocumentedCommand("repair", "Fetch only the pieces of a file that are damaged")
        {
            Examples =
            [
                new Example("weir repair big.iso big.iso.meta4", "by the hashes of a Metalink, from its mirrors"),
                new Example("weir repair big.iso http://a/big.iso", "by the Metalink that the server links to"),
                new Example("weir repair big.iso 'http://{a,b}/big.iso' --json", "from two servers, for a script"),
            ],
        };
        command.Arguments.Add(file);
        command.Arguments.Add(given.Sources);
        foreach (var option in given.OfRepair)
            command.Options.Add(option);
        command.SetAction(
            async (line, cancellation) =>
            {
                var path = line.GetRequiredValue(file);
                if (!File.Exists(path))
                    throw MistakeException.Usage(
                        Directory.Exists(path)
                            ? $"{path} is a folder; name a file in it"
                            : $"{path} does not exist; weir get fetches all of it"
                    );
                var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
                var delivery = given.Reporting.Read(line);
                var options = new DownloadOptions
                {
                    Checksum = line.GetValue(given.Checksum),
                    Connections = line.GetValue(given.Connections),
                    LimitRate = line.GetValue(given.LimitRate),
                    Wait =
                        line.GetValue(given.Wait)
                        ?? (output.ErrorIsTerminal ? GetCommand.WaitOnTerminal : TimeSpan.Zero),
                    GiveUp = line.GetValue(given.GiveUp) ?? TimeSpan.FromSeconds(30),
                    Sync = line.GetValue(given.Sync),
                    Mirrors = true,
                    DiskWait = line.GetValue(given.DiskWait) ?? TimeSpan.Zero,
                    Agent = given.Reporting.AgentName(line),
                    Target = line.GetValue(given.Reporting.Target),
                    Fields = HeaderField.ParseAll(line.GetValue(given.Headers) ?? []),
                    Trust = given.Reporting.Trust.ReadForAll(line),
                    Proxies = line.GetValue(given.NoProxy) ? ProxyRules.None : GetCommand.Proxies(),
                };
                var arguments = line.GetValue(given.Sources) ?? [];
                var known = await GivenFile.ReadAsync(arguments, options, Usage, output, context.Time, cancellation);
                var isJson = line.GetValue(given.Json);
                var screen = DownloadScreens.Choose(output, isJson, path, line.GetValue(given.Interval));
                var downloader = new Downloader(
                    known.Options with
                    {
                        ProgressInterval = screen.Interval,
                    },
                    context.Time
                );
                var result = await screen.ShowAsync(watcher =>
                    downloader.RepairAsync(known.Sources, path, watcher, cancellation)
                );
                if (result.End == DownloadEnd.Done)
                    output.Note(Words(result));
                return await GetCommand.EndAsync(result, path, output, isJson, delivery, context, "weir repair");
            }
        );
        return command;
    }

    private static string Words(DownloadResult result) =>
        result.DamagedPieces switch
        {
            0 when result.IsReplaced => "no piece had to be fetched; the mended copy has taken the file's place",
            0 => "nothing was damaged",
            1 => $"1 piece was damaged; {Fetched(result)} fetched",
            var pieces => $"{pieces} pieces were damaged; {Fetched(result)} fetched",
        };

    private static ByteSize Fetched(DownloadResult result) =>
        new(result.Record.Bytes - result.Record.ResumedBytes + result.Record.WastedBytes);
}
