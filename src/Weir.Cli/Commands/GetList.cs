using System.CommandLine;
using Weir.Agent.Delivery;
using Weir.Cli.Arguments;
using Weir.Cli.Getting;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir get --input-file</c>: the files of a list.</summary>
internal static class GetList
{
    private const int FilesAtOnce = 5;

    public static async Task<int> RunAsync(
        GetOptions given,
        ParseResult line,
        string list,
        DownloadOptions terms,
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
        var options = terms with
        {
            ProgressInterval = line.GetValue(given.Interval) ?? CommonOptions.DefaultInterval,
            SharedLimit = limit is { } rate ? new RateLimit(rate, context.Time) : null,
        };
        await using var post = delivery is null ? null : new ProgressPost(() => delivery, context.Time);
        var files = new SeveralFiles(output, context.Time)
        {
            IsJson = line.GetValue(given.Json),
            IsExplained = line.GetValue(given.Explain),
            Post = post,
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
}
