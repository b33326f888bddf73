using Weir.Agent.Jobs;
using Weir.Cli.Agents;
using Weir.Cli.Probing;
using Weir.Cli.Terminal;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Proxy.Serving;

namespace Weir.Cli.Lab;

/// <summary>What the lab says when its download is done. Pure.</summary>
internal static class LabWords
{
    /// <summary>What the failures cost, against the time that the rates alone would have taken.</summary>
    public static void Cost(TextWriter to, TransferRecord record, BitRate wholeRate)
    {
        if (record.Outcome != TransferOutcome.Ok || record.Duration is not { } time)
            return;
        var ideal = wholeRate.TimeFor(new ByteSize(record.Bytes - record.ResumedBytes));
        var lost = time > ideal ? time - ideal : TimeSpan.Zero;
        var wasted = record.Bytes == 0 ? 0 : record.WastedBytes * 100.0 / record.Bytes;
        to.WriteLine(
            $"what the failures cost: {Durations.Format(lost)} more than the {Durations.Format(ideal)} that all four together need, "
                + $"and {new ByteSize(record.WastedBytes)} ({wasted:0.00} %) fetched in vain"
        );
    }

    /// <summary>The proxy on its screen, short.</summary>
    public static string Proxy(ProxyStatus status)
    {
        var hits = status.Hits + status.Revalidated;
        var ratio = status.HitRatio is { } known ? $" ({known * 100:0} %)" : "";
        return $"{AgentWords.Count(status.Requests, "request")}, {AgentWords.Count(hits, "hit")}{ratio}, {status.Memory} held";
    }

    /// <summary>The same file twice through the proxy.</summary>
    public static string Hit(TransferRecord miss, TransferRecord hit) =>
        $"{new ByteSize(hit.Bytes)} in {Time(miss)} as a miss, then in {Time(hit)} as a hit that replica 1 never saw";

    public static string Probe(ProbeRecord record) =>
        $"{record.Received} of {record.Sent} packets came back, median round trip {ProbeWords.Delay(record.Rtt?.P50)}";

    /// <summary>What an agent found in its first round.</summary>
    public static string Measured(IEnumerable<Finding> findings, long accepted) =>
        $"{AgentWords.Records(accepted)} accepted: {string.Join(", ", findings.Select(Found))}";

    public static void Proof(Output output, LabProof proof)
    {
        if (proof.Problem is { } problem)
            output.Mistake($"weir lab: {proof.Part} is not proven: {problem}");
        else
            output.Line($"{proof.Part}: {proof.Sentence}");
    }

    /// <summary>What runs where, with a command to try against each part.</summary>
    public static IEnumerable<string> Closing(LabMap map)
    {
        var small = map.Small.Name;
        var copy = ShellLine.Quoted(Path.Combine(Path.GetTempPath(), "lab.bin"));
        var collector = $"--collector {map.Collector} --token {ShellLine.Quoted(map.Token)}";
        yield return "";
        yield return "All of it runs on until Ctrl+C. What to try in another terminal:";
        if (map.Program != LabProgram.Name)
            yield return $"  alias weir={ShellLine.Quoted(map.Program)}";
        yield return $"4 replicas      {map.Replicas[0]} and up";
        yield return $"  weir get '{Pattern(map.Replicas)}{map.File.Name}' -o {copy} --overwrite";
        yield return $"caching proxy   {map.Proxy}  before replica 1";
        yield return $"  curl -so /dev/null -D - {map.Proxy}{small}";
        yield return $"UDP relay       {map.Relay}  before the STAMP reflector";
        yield return $"  weir probe {map.Relay}";
        yield return $"slow path       {map.Slow}  10 ms ± 2 ms and 1 % loss each way, 50 Mbit";
        yield return $"  weir probe {map.Slow}";
        yield return $"STAMP, echo     {map.Stamp}, {map.Echo}";
        yield return $"  weir probe {map.Stamp}";
        yield return $"  weir probe echo:{map.Echo}";
        yield return $"collector, page {map.Collector}  press its buttons under Lab";
        yield return $"  weir report {collector}";
        yield return "3 agents        lab-direct, lab-proxied and lab-slow, every 3 s; one more:";
        yield return $"  weir agent {map.Proxy}{small} --every 1s --agent mine --spool {ShellLine.Quoted(Path.Combine(map.Folder, "mine"))} {collector}";
        yield return "And here: 1 pauses replica 1, r1 resumes it, e1 stops it, s1 starts it again,";
        yield return "p shows the report of the last minutes, q quits.";
        yield return "";
    }

    private static string Found(Finding finding) =>
        finding switch
        {
            TransferFinding { Record: var record } => $"{new ByteSize(record.Bytes)} in {Time(record)}",
            ProbeFinding { Record: var record } =>
                $"median round trip {ProbeWords.Delay(record.Rtt?.P50)}, {record.Lost} of {record.Sent} lost",
            _ => AgentWords.Of(finding),
        };

    private static string Time(TransferRecord record) => Durations.Format(record.Duration ?? TimeSpan.Zero);

    /// <summary>The four URLs as one: their ports follow each other.</summary>
    private static string Pattern(IReadOnlyList<string> urls)
    {
        var (first, last) = (new Uri(urls[0]), new Uri(urls[^1]));
        return $"http://{first.Host}:{{{first.Port}..{last.Port}}}/";
    }
}
