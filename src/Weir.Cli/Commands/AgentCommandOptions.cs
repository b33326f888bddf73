using System.CommandLine;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Cli.Arguments;
using Weir.Cli.Reporting;
using Weir.Cli.Terminal;
using Weir.Content.Hashes;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary>The options of <c>weir agent</c>, in the order of its help.</summary>
internal sealed class AgentCommandOptions
{
    public static readonly string DefaultSpool = Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        ),
        "weir",
        "spool"
    );

    public Argument<string[]> Targets { get; } =
        new("TARGET")
        {
            Description =
                "A URL to download, http://{a,b}/f for one download from several sources; HOST:PORT or echo:HOST:PORT to probe",
            Arity = ArgumentArity.ZeroOrMore,
        };

    public ValueOption<TimeSpan> Every { get; } =
        TypedOptions.Duration("--every", "From one run of a target to the next (default 5m)");

    public ValueOption<double> StartJitter { get; } =
        TypedOptions.Percent("--start-jitter", "How much of --every a run may be put off at random (default 10%)");

    public Option<string?> Cron { get; } =
        TypedOptions.Text(
            "--cron",
            "EXPR",
            "Instead of --every: the times, as crontab(5) writes them, '*/15 2-6 * * *'"
        );

    public Option<string[]> Windows { get; } =
        TypedOptions.Texts(
            "--window",
            "[DAYS ]FROM-TO",
            "Only in this part of the day, 'mon-fri 22:00-06:00'; repeated"
        );

    public Option<string?> Zone { get; } =
        TypedOptions.Text("--tz", "ZONE", "Whose clocks --cron, --window and the budget mean (default local)");

    public ValueOption<OverrunPolicy> Overrun { get; } =
        TypedOptions.OneOf(
            "--overrun",
            "A run that is due while the one before it goes on: skip it, or let it wait (default skip)",
            ("skip", OverrunPolicy.Skip),
            ("wait", OverrunPolicy.Wait)
        );

    public ValueOption<int> Parallel { get; } =
        TypedOptions.Count("--parallel", "How many targets are measured at once (default 1)", 1, 1000);

    public ValueOption<ByteSize> Budget { get; } =
        TypedOptions.Size("--budget", "The most that downloads may take a day; further ones do not start");

    public ValueOption<ByteSize> MonthlyBudget { get; } =
        TypedOptions.Size("--budget-month", "The most that downloads may take a month");

    public Option<Checksum?> Checksum { get; } = CommonOptions.Checksum();

    public Option<string?> Spool { get; } =
        TypedOptions.Text(
            "--spool",
            "DIR",
            $"Where records are kept until delivered (default {HomePath.Short(DefaultSpool)})"
        );

    public ValueOption<ByteSize> SpoolSize { get; } =
        TypedOptions.Size("--spool-size", "The most that they take; beyond it the oldest go (default 64MiB)");

    public ReportingOptions Reporting { get; } = new();

    public ValueOption<int> Clients { get; } =
        TypedOptions.Count("--clients", "Measure as NAME-1 to NAME-N at once (default 1)", 1, AgentOptions.MostClients);

    public Option<string?> Config { get; } =
        TypedOptions.Text(
            "--config",
            "FILE",
            "Read all of it from this YAML file, and again when it changes; options go before it"
        );

    public Option<bool> Json { get; } =
        TypedOptions.Flag("--json", "Each record as a JSON line on stdout, a summary last, and nothing else there");

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    public IEnumerable<Option> All =>
        [
            Every,
            StartJitter,
            Cron,
            Windows,
            Zone,
            Overrun,
            Parallel,
            Budget,
            MonthlyBudget,
            Checksum,
            Spool,
            SpoolSize,
            .. Reporting.All,
            Clients,
            Config,
            Json,
            Quiet,
        ];
}
