using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Reporting;
using Weir.Measurements.Units;
using Weir.Probes.Probing;

namespace Weir.Cli.Commands;

/// <summary>The options of <c>weir probe</c>, in the order of its help.</summary>
internal sealed class ProbeCommandOptions
{
    /// <summary>Each client has two threads.</summary>
    private const int MostClients = 200;

    public Argument<string> Destination { get; } =
        new("TARGET") { Description = "HOST:PORT of a STAMP reflector, or echo:HOST:PORT" };

    public Option<int?> Count { get; } =
        TypedOptions.Count("--count", "Packets to send (default 100)", 1, ProbeOptions.MostPackets, "-c");

    public Option<TimeSpan?> Every { get; } =
        TypedOptions.Duration("--every", "Time from one packet to the next (default 10ms)");

    public Option<ByteSize?> Size { get; } =
        TypedOptions.Size("--size", "UDP payload of each packet (default 60)", "-s");

    public Option<int?> Dscp { get; } =
        TypedOptions.Count("--dscp", "DiffServ code point of the packets sent, 0 to 63 (default 0)", 0, 63);

    public Option<int?> Clients { get; } =
        TypedOptions.Count("--clients", "Do it so many times at once (default 1)", 1, MostClients);

    public Option<string?> Csv { get; } =
        TypedOptions.Text("--csv", "FILE", "Append a line per record to FILE, the header when it is new");

    public ReportingOptions Reporting { get; } = new(targetDefault: "TARGET");

    public Option<TimeSpan?> Interval { get; } = CommonOptions.Interval();

    public Option<bool> Json { get; } =
        TypedOptions.Flag("--json", "The record as a JSON line on stdout, and nothing else there");

    public Option<bool> Quiet { get; } = CommonOptions.Quiet();

    public IEnumerable<Option> All => [Count, Every, Size, Dscp, Clients, Csv, .. Reporting.All, Interval, Json, Quiet];
}
