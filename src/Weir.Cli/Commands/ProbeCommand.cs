using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Probing;
using Weir.Cli.Reporting;
using Weir.Cli.Terminal;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Transport.Udp;

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
                new Example("weir probe echo:192.0.2.1:7 --size 1KiB", "an echo server, with larger packets"),
                new Example("weir probe 192.0.2.1:862 --clients 25 --csv path.csv", "25 at once, a line for each"),
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
        if (!ProbeTarget.TryParse(line.GetRequiredValue(given.Destination), out var target, out var problem))
            throw MistakeException.Usage(problem);
        var interval = line.GetValue(given.Interval) ?? CommonOptions.DefaultInterval;
        if (interval <= TimeSpan.Zero)
            throw MistakeException.Usage("--interval: 0 is no time between lines; write 1s or leave it out");
        var isJson = line.GetValue(given.Json);
        var output = context.Output with { IsQuiet = line.GetValue(given.Quiet) };
        var delivery = given.Reporting.Read(line);
        var csv = line.GetValue(given.Csv) is { } path ? new ProbeCsvFile(path, context.Time) : null;
        var probers = Probers(given, line, target, context.Time);
        if (csv is not null)
            await csv.CheckAsync(cancellation);

        var records = await RunAsync(probers, output, context.Time, interval, cancellation);
        if (isJson)
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

    private static (Prober Prober, int Count)[] Probers(
        ProbeCommandOptions given,
        ParseResult line,
        ProbeTarget target,
        TimeProvider time
    )
    {
        var clients = line.GetValue(given.Clients) ?? 1;
        var options = new ProbeOptions
        {
            Size = Size(line.GetValue(given.Size), target),
            Dscp = line.GetValue(given.Dscp) ?? 0,
            Agent = given.Reporting.AgentName(line),
            Target = line.GetValue(given.Reporting.Target),
            RunId = clients > 1 ? RecordIds.NewId(time) : null,
        };
        options = options with
        {
            Count = line.GetValue(given.Count) ?? options.Count,
            Interval = line.GetValue(given.Every) ?? options.Interval,
        };
        return
        [
            .. Enumerable
                .Range(1, clients)
                .Select(n =>
                    (new Prober(target, clients > 1 ? options with { Client = $"{n}" } : options, time), options.Count)
                ),
        ];
    }

    private static int? Size(ByteSize? given, ProbeTarget target)
    {
        var least = ProbeOptions.LeastSize(target.Protocol);
        return given switch
        {
            null => null,
            { Bytes: var bytes } when bytes < least => throw MistakeException.Usage(
                $"--size {bytes} is too small; a packet of this protocol has {least} bytes or more"
            ),
            { Bytes: > UdpSocket.MaxPayload } => throw MistakeException.Usage(
                $"--size {given} is too large; UDP carries {UdpSocket.MaxPayload} bytes"
            ),
            { Bytes: var bytes } => (int)bytes,
        };
    }

    /// <summary>All at once; tells each interval how far they are.</summary>
    private static async Task<ProbeRecord[]> RunAsync(
        (Prober Prober, int Count)[] probers,
        Output output,
        TimeProvider time,
        TimeSpan interval,
        CancellationToken cancellation
    )
    {
        var running = Task.WhenAll(probers.Select(each => each.Prober.RunAsync(cancellation)));
        using var timer = new PeriodicTimer(interval, time);
        while (await Task.WhenAny(running, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != running)
            output.Note(ProbeWords.Progress(Sum(probers), probers.Sum(each => each.Count)));
        return await running;
    }

    private static ProbeProgress Sum((Prober Prober, int Count)[] probers)
    {
        var all = probers.Select(each => each.Prober.Progress).ToList();
        return new ProbeProgress(all.Sum(p => p.Sent), all.Sum(p => p.Received), all[^1].LastRtt);
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
