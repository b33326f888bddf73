using System.CommandLine;
using System.Text.Json;
using Weir.Analysis.Simulation;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Reports;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Commands;

/// <summary><c>weir simulate</c>: the records of a network with a known story, to try an analysis or a collector on.</summary>
internal static class SimulateCommand
{
    /// <summary>Lines that are written at once.</summary>
    private const int Batch = 500;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public static Command Create(CommandContext context)
    {
        var scenario = TypedOptions.Text("--scenario", "NAME", "Its story (default evening-peak); list shows all");
        var days = TypedOptions.Count("--days", "Local days (default 28)", max: 3660);
        var agents = TypedOptions.Count("--agents", "Who measures (default 5)", max: 10_000);
        var targets = TypedOptions.Count("--targets", "What each of them measures (default 2)", max: 1000);
        var seed = TypedOptions.Count("--seed", "The same seed makes the same records everywhere (default 1)", min: 0);
        var every = TypedOptions.Duration("--every", "From one probe to the next: 5m, 10m or 15m … (default 5m)");
        var zone = TypedOptions.Text("--tz", "ZONE", "On whose clocks it is evening (default UTC)");
        var file = TypedOptions.Text("--output", "FILE", "Where to write them (default stdout)", "-o");
        var overwrite = CommonOptions.Overwrite();
        var command = new DocumentedCommand("simulate", "Make the records of a network whose story is known")
        {
            Examples =
            [
                new Example("weir simulate --scenario list", "the stories"),
                new Example("weir simulate --scenario evening-peak --days 28 --agents 5 --seed 7", "records as NDJSON"),
                new Example("weir simulate --scenario route-change -o r.ndjson", "into a file for weir analyse"),
            ],
            Options = { scenario, days, agents, targets, seed, every, zone, file, overwrite },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var name = line.GetValue(scenario) ?? "evening-peak";
                if (name == "list")
                {
                    foreach (var known in Scenarios.All)
                        context.Output.Line($"{known.Name, -20} {known.Description}");
                    return ExitCodes.Done;
                }

                var options = new SimulationOptions
                {
                    Scenario =
                        Scenarios.Find(name)
                        ?? throw MistakeException.Usage(
                            $"--scenario: there is no \"{name}\"; there are {string.Join(", ", Scenarios.All.Select(s => s.Name))}"
                        ),
                    Days = line.GetValue(days) ?? 28,
                    Agents = line.GetValue(agents) ?? 5,
                    Targets = line.GetValue(targets) ?? 2,
                    Seed = line.GetValue(seed) ?? 1,
                    Zone = ReportOptions.Zone(line.GetValue(zone) ?? "UTC"),
                    ProbeEvery = line.GetValue(every) ?? Step,
                };
                if (options.ProbeEvery < Step || options.ProbeEvery.Ticks % Step.Ticks != 0)
                    throw MistakeException.Usage("--every is no multiple of 5m; give 5m, 10m or 15m");
                var target = line.GetValue(file);
                OutputFile.Refuse(target, line.GetValue(overwrite));
                await WriteAsync(options, target, context, cancellation);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task WriteAsync(
        SimulationOptions options,
        string? file,
        CommandContext context,
        CancellationToken cancellation
    )
    {
        var lines = TrafficSimulator.Records(options).Select(Line).Chunk(Batch);
        if (file is null)
        {
            foreach (var batch in lines)
            {
                cancellation.ThrowIfCancellationRequested();
                await context.Output.Out.WriteAsync(string.Join('\n', batch) + "\n");
            }

            return;
        }

        try
        {
            await using var writer = new StreamWriter(file);
            foreach (var batch in lines)
            {
                cancellation.ThrowIfCancellationRequested();
                await writer.WriteAsync(string.Join('\n', batch) + "\n");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"{file} cannot be written; {error.Message}");
        }
    }

    private static string Line(object record) =>
        record switch
        {
            ProbeRecord probe => JsonSerializer.Serialize(probe, MeasurementsJson.Lines.ProbeRecord),
            TransferRecord transfer => JsonSerializer.Serialize(transfer, MeasurementsJson.Lines.TransferRecord),
            _ => throw new ArgumentException("A simulation makes probes and transfers.", nameof(record)),
        };
}
