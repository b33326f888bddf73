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

    public Option<int?> Clients { get; } =
        TypedOptions.Count("--clients", "How many start together", max: RunMatrix.MostClients);

    public Option<int?> Rounds { get; } =
        TypedOptions.Count("--rounds", "Make each run so many times (default 1)", max: MostRounds);

    public Option<string[]> Matrix { get; } =
        TypedOptions.Texts("--matrix", "'clients=1,5 files=a,b'", "A run for each combination, the first term slowest");

    public Option<Checksum?> Checksum { get; } = CommonOptions.Checksum();

    public Option<string?> Keep { get; } =
        TypedOptions.Text("--keep", "DIR", "Keep each client's file in DIR (default: hashed and dropped)");

    public Option<string?> Out { get; } =
        TypedOptions.Text("--out", "DIR", "Write clients.csv, runs.csv and report.html to DIR");

    public ReportingOptions Reporting { get; } = new(isTrustShared: true);

    public Option<TimeSpan?> Interval { get; } = CommonOptions.Interval();

    public Option<bool> Json { get; } = CommonOptions.Json();

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    public IEnumerable<Option> All =>
        [Clients, Rounds, Matrix, Checksum, Keep, Out, .. Reporting.All, Interval, Json, Quiet];
}
