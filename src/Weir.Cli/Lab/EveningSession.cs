using Weir.Analysis.Findings;
using Weir.Analysis.Periods;
using Weir.Analysis.Summaries;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Cli.Reports;
using Weir.Cli.Serving;
using Weir.Cli.Terminal;

namespace Weir.Cli.Lab;

/// <summary>
/// <c>weir lab --evening</c>: days that were compressed, with real downloads and probes through relays that are slow on
/// evenings; the analysis, asked of the collector, must find these hours.
/// </summary>
internal sealed class EveningSession(CommandContext context, LabFolder folder, EveningOptions options)
{
    /// <summary>Records that are delivered at once.</summary>
    private const int Batch = 200;

    private readonly Output _output = context.Output;

    /// <returns>The exit code.</returns>
    /// <exception cref="MistakeException">Something cannot start, or the collector does not take the records.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var time = context.Time;
        var file = await LabFile.PrepareAsync(folder.Served, options.FileSize, _output.Note, cancellation);
        var (origin, _) = await LabOrigin.StartAsync(folder, time, _output.Note);
        await using var originEnds = origin;
        var places = new ReflectorPlaces(LabPorts.At(LabPorts.Stamp), null);
        using var reflectors = Reflectors.Start(places, time, mayMove: true);
        await using var path = await EveningPath.StartAsync(
            reflectors.Statuses[0].EndPoint,
            origin.Replicas[0].Status.Address,
            time
        );
        await using var collector = await LabCollector.StartAsync(folder.Watch, [], [], time, Report);

        var midnight = EveningClock.Midnight(time.GetUtcNow(), options.Days);
        foreach (var line in EveningWords.Opening(options, midnight, collector.Url))
            _output.Line(line);
        var clock = new EveningClock(options, midnight, time);
        var meter = new EveningMeter(path, file, folder, options, clock, time);
        await PlayAsync(meter, path, collector, clock, cancellation);
        var read = await collector.RollupsAsync(midnight, cancellation);
        if (read.Problem is { } problem)
            throw MistakeException.Failed(problem);
        return Judge(read.Rollups, meter, midnight);
    }

    /// <summary>Measures, turns evenings on and off, and delivers, until the days are over.</summary>
    private async Task PlayAsync(
        EveningMeter meter,
        EveningPath path,
        LabCollector collector,
        EveningClock clock,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var evenings = TurnEveningsAsync(path, clock, stop.Token);
        try
        {
            var measuring = meter.RunAsync(stop.Token);
            while (!measuring.IsCompleted)
            {
                await Task.WhenAny(measuring, Task.Delay(options.Hour, context.Time, stop.Token));
                await DeliverAsync(meter, collector, cancellation);
            }

            await measuring;
            await DeliverAsync(meter, collector, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await evenings.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TurnEveningsAsync(EveningPath path, EveningClock clock, CancellationToken cancellation)
    {
        var wasSlow = false;
        while (true)
        {
            var (isSlow, left) = clock.Evening();
            if (isSlow != wasSlow)
            {
                path.Set(isSlow);
                if (isSlow)
                    _output.Note(EveningWords.Begun(clock.Day, options));
            }

            wasSlow = isSlow;
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), context.Time, cancellation);
        }
    }

    private static async Task DeliverAsync(EveningMeter meter, LabCollector collector, CancellationToken cancellation)
    {
        while (meter.Take(Batch) is { Count: > 0 } records)
        {
            if (await collector.TryDeliverAsync(records, cancellation) is { } problem)
                throw MistakeException.Failed($"the lab's collector did not take the records: {problem}");
        }
    }

    private int Judge(IReadOnlyList<Rollup> rollups, EveningMeter meter, DateTimeOffset midnight)
    {
        var findings = Analyst.Of(rollups, Clocks.Of(TimeZoneInfo.Utc));
        var verdicts = findings
            .Series.Select(s => EveningVerdict.Of(s, midnight, options.Days, EveningOptions.SlowHours))
            .ToList();
        var page = Path.Combine(folder.Watch, "evening.html");
        var terms = new ReportTerms(midnight, null, TimeZoneInfo.Utc, ReportFormat.Html, page, MayOverwrite: true);
        ReportWriter.Write(terms, rollups, _output);
        foreach (var line in EveningWords.Closing(meter.Downloads, meter.Probes, verdicts, findings, options, page))
            _output.Line(line);
        return EveningWords.AreEqual(verdicts) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private void Report(Exception bug) => _output.Mistake($"weir lab: internal error in an answer: {bug.Message}");
}
