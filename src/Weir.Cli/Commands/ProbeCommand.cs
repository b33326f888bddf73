using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Probing;
using Weir.Cli.Probing.SelfTest;
using Weir.Cli.Reporting;
using Weir.Cli.Terminal;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir probe</c>: the quality of a path, by numbered packets.</summary>
internal static class ProbeCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new ProbeCommandOptions();
        var command = new DocumentedCommand("probe", "Measure a path: round trips, jitter, loss by direction, order")
        {
            Examples =
            [
                new Example("weir probe 127.0.0.1:8620", "100 packets, 10 ms apart, to weir serve --udp 8620"),
                new Example("weir probe 192.0.2.1:862 --count 1000 --every 1ms", "a router's STAMP or TWAMP-Light"),
                new Example("weir probe icmp:192.0.2.1", "any host, as ping does; also echo:, tcp: and https://"),
                new Example("weir probe 192.0.2.1:862 --clients 25 --csv path.csv", "25 at once, a line for each"),
                new Example("weir probe 192.0.2.1:862 --under-load http://192.0.2.1/f", "latency while a path is full"),
                new Example("weir probe --selftest", "is this probe right, on this machine?"),
                new Example("weir probe 192.0.2.1:862 --collector https://c:7070 --token F", "into a weir collect"),
            ],
            Terms = ProbeTerms.All,
        };
        command.Arguments.Add(options.Destination);
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction((line, cancellation) => RunAsync(options, line, context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ProbeCommandOptions given,
        ParseResult line,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        var interval = line.GetValue(given.Interval) ?? CommonOptions.DefaultInterval;
        if (interval <= TimeSpan.Zero)
            throw MistakeException.Usage("--interval: 0 is no time between lines; write 1s or leave it out");
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        if (line.GetValue(given.SelfTest))
            return await SelfTestAsync(given, line, output, context.Time, cancellation);
        var plan = ProbePlan.Read(given, line, context.Time);
        var delivery = given.Reporting.Read(line);
        var csv = line.GetValue(given.Csv) is { } path ? new ProbeCsvFile(path, context.Time) : null;
        if (csv is not null)
            await csv.CheckAsync(cancellation);

        ProbeRecord[] records;
        using (var raw = line.GetValue(given.Raw) is { } rawPath ? RawPacketFile.Create(rawPath) : null)
        {
            var run = new ProbeRun(plan, output, context.Time);
            records = await run.RunAsync(interval, raw is null ? null : raw.Add, cancellation);
        }

        if (line.GetValue(given.Json))
        {
            foreach (var record in records)
                output.Line(MeasurementsJson.ToLine(record));
        }
        else if (!output.IsQuiet && records.Any(record => record.Sent > 0))
        {
            ProbeSummary.Print(output.Out, records);
        }

        if (csv is not null)
            await csv.AppendAsync(records, CancellationToken.None);
        if (delivery is not null)
        {
            var direct = new DirectDelivery(delivery, "weir probe", output, context.Time);
            await direct.SendAsync([.. records.Select(MeasurementsJson.ToLine)]);
        }

        return ExitCode(records);
    }

    private static async Task<int> SelfTestAsync(
        ProbeCommandOptions given,
        ParseResult line,
        Output output,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (line.GetValue(given.Destination) is not null)
            throw MistakeException.Usage("--selftest probes a reflector of its own; leave TARGET out");
        output.Note("probing a reflector of this process through known delay, loss, copies and reordering, 20 s …");
        var checks = await SelfTestRun.RunAsync(time, cancellation);
        if (cancellation.IsCancellationRequested)
            return ExitCodes.Interrupted;
        if (line.GetValue(given.Json))
            output.Line(SelfTestReport.Json(time.GetUtcNow(), checks));
        else
            SelfTestReport.Print(output.Out, checks);
        var wrong = checks.Where(check => !check.IsRight).Select(check => check.Name).ToList();
        return wrong.Count == 0
            ? ExitCodes.Done
            : throw MistakeException.Failed(
                $"measured wrongly: {string.Join(", ", wrong)}; on a busy machine, run it again when it is idle"
            );
    }

    private static int ExitCode(ProbeRecord[] records)
    {
        if (Array.Exists(records, record => record.Outcome == ProbeOutcome.Cancelled))
            return ExitCodes.Interrupted;
        var failed = Array.FindAll(records, record => record.Outcome == ProbeOutcome.Failed);
        return failed switch
        {
            [] => ExitCodes.Done,
            [var only] when records.Length == 1 => throw MistakeException.Failed(only.Error ?? "no reply"),
            [var first, ..] => throw MistakeException.Failed(
                $"{failed.Length} of {records.Length} clients got no reply; {first.Error}"
            ),
        };
    }
}
