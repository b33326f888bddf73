using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Reporting;
using Weir.Content.Hashes;
using Weir.Load.Matrix;

namespace Weir.Cli.Commands;

/// <summary>The options of <c>weir load</c>, in the order of its help.</summary>
internal sealed class LoadCommandOptions
{
    private const int MostRounds = 1000;

    public Argument<string[]> Sources { get; } =
        new("SOURCE")
        {
            Description = "URLs of the same file, or of a folder of --matrix files; clients are divided among them",
            Arity = ArgumentArity.ZeroOrMore,
        };

    public ValueOption<int> Clients { get; } =
        TypedOptions.Count("--clients", "How many start together", max: RunMatrix.MostClients);

    public Option<bool> AllSources { get; } =
        TypedOptions.Flag("--all-sources", "Each client fetches from all sources at once, as weir get does");

    public ValueOption<int> Rounds { get; } =
        TypedOptions.Count("--rounds", "Make each run so many times (default 1)", max: MostRounds);

    public Option<string[]> Matrix { get; } =
        TypedOptions.Texts("--matrix", "'clients=1,5 files=a,b'", "A run for each combination, the first term slowest");

    public Option<bool> Shuffle { get; } = TypedOptions.Flag("--shuffle", "Make the runs of a series in random order");

    public ValueOption<TimeSpan> Pause { get; } =
        TypedOptions.Duration("--pause", "Time between a run's end and the next (default 0)");

    public ValueOption<double> Arrivals { get; } =
        TypedOptions.Arrivals("--arrivals", "With --duration: so many requests are due a second, come what may");

    public ValueOption<TimeSpan> Duration { get; } =
        TypedOptions.Duration("--duration", "Ask for a small file again and again for so long, instead of once");

    public Option<bool> NoKeepAlive { get; } =
        TypedOptions.Flag("--no-keep-alive", "With --duration: a connection for each request");

    public Option<string[]> Exec { get; } =
        TypedOptions.Texts(
            "--exec",
            "COMMAND",
            "A program in the place of each client, with {url}, {out}, {client}; several are dealt out in turn"
        );

    public ValueOption<TimeSpan> Timeout { get; } =
        TypedOptions.Duration("--timeout", "With --exec: kill a program that runs longer (default 10m)");

    public Option<string?> ServerLog { get; } =
        TypedOptions.Text("--server-log", "FILE", "The access log of weir serve: the server's side of each transfer");

    public Option<string?> Import { get; } =
        TypedOptions.Text("--import", "FILE", "Make tables and page of a clients.csv that was measured elsewhere");

    public Option<Checksum?> Checksum { get; } = CommonOptions.Checksum();

    public Option<string?> Keep { get; } =
        TypedOptions.Text("--keep", "DIR", "Keep each client's file in DIR (default: hashed and dropped)");

    public Option<string?> Out { get; } =
        TypedOptions.Text("--out", "DIR", "Write clients.csv, runs.csv, report.html and a log of each client to DIR");

    public ReportingOptions Reporting { get; } = new(isTrustShared: true);

    public ValueOption<TimeSpan> Interval { get; } = CommonOptions.Interval();

    public Option<bool> Json { get; } = CommonOptions.Json();

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    public IEnumerable<Option> All =>
        [
            Clients,
            AllSources,
            Rounds,
            Matrix,
            Shuffle,
            Pause,
            Checksum,
            Duration,
            Arrivals,
            NoKeepAlive,
            Exec,
            Timeout,
            ServerLog,
            Import,
            Keep,
            Out,
            .. Reporting.All,
            Interval,
            Json,
            Quiet,
        ];
}
