using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Transport.Udp;

namespace Weir.Cli.Probing;

/// <summary>What a command line asks to be measured.</summary>
/// <param name="Options">Of every session, but for its client and who hears of its packets.</param>
/// <param name="Clients">Their names; a single one has none.</param>
/// <param name="Load">What is downloaded meanwhile; null for nothing.</param>
internal sealed record ProbePlan(
    ProbeTarget Target,
    ProbeOptions Options,
    IReadOnlyList<string?> Clients,
    ProbeTarget? Load
)
{
    /// <exception cref="MistakeException">What is asked makes no sense; says which option.</exception>
    public static ProbePlan Read(ProbeCommandOptions given, ParseResult line, TimeProvider time)
    {
        if (line.GetValue(given.Destination) is not { } text)
            throw MistakeException.Usage("no TARGET; name one, such as 192.0.2.1:862, or use --selftest");
        if (!ProbeTarget.TryParse(text, out var target, out var problem))
            throw MistakeException.Usage(problem);
        var clients = line.GetValue(given.Clients) ?? 1;
        var isBurst = line.GetValue(given.Burst);
        if (isBurst && line.GetValue(given.Every) is not null)
            throw MistakeException.Usage("--burst sends without --every; leave one of them out");
        var options = new ProbeOptions
        {
            Count = line.GetValue(given.Count),
            Interval = isBurst ? TimeSpan.Zero : line.GetValue(given.Every),
            Size = Size(line.GetValue(given.Size), target),
            Dscp = Dscp(line.GetValue(given.Dscp), target),
            Agent = given.Reporting.AgentName(line),
            Target = line.GetValue(given.Reporting.Target),
            RunId = clients > 1 ? RecordIds.NewId(time) : null,
            Trust = given.Reporting.Trust.Read(line),
        };
        return new ProbePlan(
            target,
            options,
            clients > 1 ? [.. Enumerable.Range(1, clients).Select(n => $"{n}")] : [null],
            LoadOf(line.GetValue(given.UnderLoad), clients)
        );
    }

    private static int Dscp(int? given, ProbeTarget target) =>
        given is null || target.IsDatagrams
            ? given ?? 0
            : throw MistakeException.Usage($"--dscp marks datagrams; {target.ProtocolName} sends none, leave it out");

    private static ProbeTarget? LoadOf(string? url, int clients)
    {
        if (url is null)
            return null;
        if (clients > 1)
            throw MistakeException.Usage("--under-load compares one session with itself; leave --clients out");
        if (!ProbeTarget.TryParse(url, out var load, out var problem))
            throw MistakeException.Usage($"--under-load: {problem}");
        return load.Protocol is ProbeProtocol.Http or ProbeProtocol.Https
            ? load
            : throw MistakeException.Usage($"--under-load {url} is no URL; name a large file at http:// or https://");
    }

    private static int? Size(ByteSize? given, ProbeTarget target)
    {
        if (given is not null && !target.IsDatagrams)
            throw MistakeException.Usage($"--size is of packets; {target.ProtocolName} sends none, leave it out");
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
}
