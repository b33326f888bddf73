using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Reporting;
using Weir.Content.Hashes;
using Weir.Downloads.Planning;
using Weir.Measurements.Units;

namespace Weir.Cli.Commands;

/// <summary>The options of <c>weir get</c>, in the order of its help.</summary>
internal sealed class GetOptions
{
    public Argument<string[]> Sources { get; } =
        new("SOURCE")
        {
            Description = "URLs of the same file, {a,b} and {1..5} stand for several; or Metalinks",
            Arity = ArgumentArity.ZeroOrMore,
        };

    public Option<string?> Output { get; } =
        TypedOptions.Text(
            "--output",
            "FILE",
            "Where the file goes, - for stdout (default: the URL's last segment)",
            "-o"
        );

    public Option<Checksum?> Checksum { get; } = CommonOptions.Checksum();

    public Option<string?> InputFile { get; } =
        TypedOptions.Text("--input-file", "FILE", "Several files: URLs of one file a line; - for stdin");

    public ValueOption<int> Jobs { get; } =
        TypedOptions.Count("--jobs", "So many files of --input-file at a time (default 5)", 1, 64, "-j");

    public ValueOption<int> Connections { get; } =
        TypedOptions.Count(
            "--connections",
            "So many connections in all, at most (default: one to each source, more where it pays)",
            1,
            256
        );

    public ValueOption<Balance> Balance { get; } =
        TypedOptions.OneOf(
            "--balance",
            "Who fetches how much: the faster the more, or equal parts (default dynamic)",
            ("dynamic", Downloads.Planning.Balance.Dynamic),
            ("equal", Downloads.Planning.Balance.Equal)
        );

    public ValueOption<BitRate> LimitRate { get; } =
        TypedOptions.Rate("--limit-rate", "The most in all, as in 10MB/s or 100Mbit; several files share it");

    public ValueOption<TimeSpan> Wait { get; } =
        TypedOptions.Duration("--wait", "Keep looking for servers this long (default 10s on a terminal, else 0)");

    public ValueOption<TimeSpan> GiveUp { get; } =
        TypedOptions.Duration("--give-up", "Once no server is left, hope this long for one to come back (default 30s)");

    public Option<string[]> Headers { get; } =
        TypedOptions.Texts("--header", "'NAME: VALUE'", "A further field in every request; may be repeated");

    public Option<bool> Overwrite { get; } = CommonOptions.Overwrite();

    public Option<bool> Sync { get; } =
        TypedOptions.Flag("--sync", "Wait for the disk before claiming bytes, so that they survive a power loss");

    public Option<bool> ContentDisposition { get; } =
        TypedOptions.Flag("--content-disposition", "Without -o: name the file as the server suggests, made safe");

    public Option<bool> NoMirrors { get; } =
        TypedOptions.Flag("--no-mirrors", "Use only the URLs named: neither what a server links to, nor a Metalink's");

    public Option<bool> NoProxy { get; } =
        TypedOptions.Flag("--no-proxy", "Ask servers directly, whatever http_proxy and its kin say");

    public ValueOption<TimeSpan> DiskWait { get; } =
        TypedOptions.Duration(
            "--disk-wait",
            "When the disk is full, wait this long for space (default 0s: end with 4)"
        );

    public Option<string?> Client { get; } =
        TypedOptions.Text("--client", "NAME", "How this client names itself to the server");

    public ReportingOptions Reporting { get; } = new(isTrustShared: true);

    public Option<bool> Explain { get; } =
        TypedOptions.Flag("--explain", "At the end, say why it went so: connections, who was slow, what failures cost");

    public ValueOption<TimeSpan> Interval { get; } = CommonOptions.Interval();

    public Option<bool> Json { get; } = CommonOptions.Json();

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    /// <summary>Those that <c>weir repair</c> has, too.</summary>
    public IEnumerable<Option> OfRepair =>
        [
            Checksum,
            Connections,
            LimitRate,
            Wait,
            GiveUp,
            Headers,
            Sync,
            DiskWait,
            NoProxy,
            .. Reporting.All,
            Interval,
            Json,
            Quiet,
        ];

    public IEnumerable<Option> All =>
        [
            Output,
            Checksum,
            InputFile,
            Jobs,
            Connections,
            Balance,
            LimitRate,
            Wait,
            GiveUp,
            Headers,
            Overwrite,
            Sync,
            DiskWait,
            ContentDisposition,
            NoMirrors,
            NoProxy,
            Client,
            .. Reporting.All,
            Explain,
            Interval,
            Json,
            Quiet,
        ];
}
