using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Reporting;
using Weir.Measurements.Units;
using Weir.Probes.Probing;

namespace Weir.Cli.Commands;

/// <summary>The options of <c>weir probe</c>, in the order of its help.</summary>
internal sealed class ProbeCommandOptions
{
    /// <summary>Each client has a socket.</summary>
    private const int MostClients = 10_000;

    public Argument<string?> Destination { get; } =
        new("TARGET")
        {
            Description =
                "HOST:PORT of a STAMP reflector, echo:HOST:PORT, icmp:HOST, tcp:HOST:PORT, or a URL of http(s)",
            Arity = ArgumentArity.ZeroOrOne,
        };

    public ValueOption<int> Count { get; } =
        TypedOptions.Count(
            "--count",
            "Packets to send (default 100; 20 requests of tcp and http)",
            1,
            ProbeOptions.MostPackets,
            "-c"
        );

    public ValueOption<TimeSpan> Every { get; } =
        TypedOptions.Duration(
            "--every",
            "Time from one packet to the next (default 10ms; icmp 50ms, tcp and http 200ms)"
        );

    public ValueOption<ByteSize> Size { get; } =
        TypedOptions.Size("--size", "UDP payload of each packet, or the ICMP message (default 60; icmp 64)", "-s");

    public ValueOption<int> Dscp { get; } =
        TypedOptions.Count("--dscp", "DiffServ code point of the packets sent, 0 to 63 (default 0)", 0, 63);

    public Option<bool> Burst { get; } =
        TypedOptions.Flag("--burst", "Send all packets at once, as fast as the kernel takes them");

    public ValueOption<int> Clients { get; } =
        TypedOptions.Count("--clients", "Do it so many times at once (default 1)", 1, MostClients);

    public Option<string?> Csv { get; } =
        TypedOptions.Text("--csv", "FILE", "Append a line per record to FILE, the header when it is new");

    public Option<string?> Raw { get; } =
        TypedOptions.Text("--raw", "FILE", "Write every packet to FILE, one JSON object per line");

    public Option<string?> UnderLoad { get; } =
        TypedOptions.Text(
            "--under-load",
            "URL",
            "Probe idle, then again while this URL is downloaded over 4 connections"
        );

    public Option<bool> SelfTest { get; } =
        TypedOptions.Flag(
            "--selftest",
            "Probe a reflector of its own through known delay, loss, copies and reordering; compare"
        );

    public ReportingOptions Reporting { get; } = new(targetDefault: "TARGET", isTrustShared: true);

    public ValueOption<TimeSpan> Interval { get; } = CommonOptions.Interval();

    public Option<bool> Json { get; } =
        TypedOptions.Flag("--json", "The record as a JSON line on stdout, and nothing else there");

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    public IEnumerable<Option> All =>
        [
            Count,
            Every,
            Burst,
            Size,
            Dscp,
            Clients,
            UnderLoad,
            Csv,
            Raw,
            SelfTest,
            .. Reporting.All,
            Interval,
            Json,
            Quiet,
        ];
}
