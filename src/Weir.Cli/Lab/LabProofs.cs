using Weir.Agent.Jobs;
using Weir.Cli.Agents;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;
using Weir.Probes.Probing;

namespace Weir.Cli.Lab;

/// <summary>One real result of a part.</summary>
/// <param name="Problem">Null when it is proven.</param>
internal sealed record LabProof(string Part, string Sentence, string? Problem = null)
{
    public static LabProof Failed(string part, string problem) => new(part, "", problem);
}

/// <summary>Lets each part beside the replicas show one real result.</summary>
internal sealed class LabProofs(LabParts parts, Replica replica, LabFile small, LabFolder folder, TimeProvider time)
{
    private const int Packets = 20;

    /// <summary>For what takes milliseconds; only something broken takes as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>The same file twice through the proxy: the second time it is a hit, and the replica sees no request.</summary>
    public async Task<LabProof> ProxyAsync(CancellationToken cancellation)
    {
        const string Part = "proxy";
        var first = await FetchAsync(cancellation);
        var (seen, hits) = (replica.Status.Requests, parts.Proxy.Status.Hits);
        var second = await FetchAsync(cancellation);
        foreach (var result in new[] { first, second })
        {
            if (result.End != DownloadEnd.Done)
                return LabProof.Failed(Part, result.Record.Error ?? result.End.ToString());
        }

        // An answer is counted when it is over, which may be a moment after its client has it.
        await UntilAsync(() => parts.Proxy.Status.Hits > hits, cancellation);
        if (parts.Proxy.Status.Hits <= hits)
            return LabProof.Failed(Part, "the second download was no hit");
        if (replica.Status.Requests is var now && now != seen)
            return LabProof.Failed(Part, $"the second download reached replica 1 ({now - seen} requests)");
        return new LabProof(Part, LabWords.Hit(first.Record, second.Record));
    }

    /// <summary>Some packets there and back.</summary>
    public async Task<LabProof> ProbeAsync(string part, ProbeTarget target, CancellationToken cancellation)
    {
        var options = new ProbeOptions { Agent = "lab", Count = Packets };
        var record = await new Prober(target, options, time).RunAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return record.Outcome == ProbeOutcome.Ok
            ? new LabProof(part, LabWords.Probe(record))
            : LabProof.Failed(part, record.Error ?? "no reply");
    }

    /// <summary>The record of the lab's own download, in the collector's store.</summary>
    public async Task<LabProof> DeliveryAsync(TransferRecord record, CancellationToken cancellation)
    {
        const string Part = "collector";
        var problem = await parts.Collector.TryDeliverAsync(record, cancellation);
        return problem is null
            ? new LabProof(Part, "the record of the download is accepted")
            : LabProof.Failed(Part, problem);
    }

    /// <summary>Waits for the agent's first round, ends it, and looks at what the collector took.</summary>
    public async Task<LabProof> AgentAsync(LabAgent agent, CancellationToken cancellation)
    {
        try
        {
            await agent.Round.WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            return LabProof.Failed(agent.Name, $"it measured nothing within {Durations.Format(Patience)}");
        }

        var summary = await agent.EndAsync();
        if (agent.First.FirstOrDefault(finding => !IsOk(finding)) is { } failed)
            return LabProof.Failed(agent.Name, AgentWords.Of(failed));
        return
            // A record whose acknowledgement was lost, because the end came meanwhile, is a duplicate the next time.
            summary is { Delivered: { Accepted: var accepted, Duplicates: var repeated, Rejected: 0 }, Spooled: 0 }
            && accepted + repeated >= agent.First.Count
            ? new LabProof(agent.Name, LabWords.Measured(agent.First, accepted + repeated))
            : LabProof.Failed(agent.Name, agent.Trouble ?? "the collector did not take its records");
    }

    /// <summary>One line of the report, asked of the collector.</summary>
    public async Task<LabProof> ReportAsync(CancellationToken cancellation)
    {
        const string Part = "report";
        var read = await parts.Collector.RollupsAsync(parts.Collector.LastMinutes(), cancellation);
        if (read.Problem is { } problem)
            return LabProof.Failed(Part, problem);
        var report = LabReport.Of(read.Rollups, from: null);
        return report.All is { Downloads: > 0, Probes: > 0 }
            ? new LabProof(Part, LabReport.Line(report))
            : LabProof.Failed(Part, "the collector knows of no download or of no probe");
    }

    private static bool IsOk(Finding finding) =>
        finding
            is TransferFinding { Record.Outcome: TransferOutcome.Ok }
                or ProbeFinding { Record.Outcome: ProbeOutcome.Ok };

    private async Task<DownloadResult> FetchAsync(CancellationToken cancellation)
    {
        var target = Path.Combine(folder.Watch, "through-the-proxy.bin");
        var options = new DownloadOptions
        {
            Agent = "lab",
            Checksum = small.Checksum,
            Overwrite = true,
        };
        File.Delete(target);
        var result = await new Downloader(options, time).DownloadAsync(
            [LabParts.SourceOf(parts.ProxyUrl + small.Name)],
            target,
            cancellationToken: cancellation
        );
        File.Delete(target);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private async Task UntilAsync(Func<bool> isSo, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (!isSo() && time.GetElapsedTime(start) < Patience)
            await Task.Delay(Look, time, cancellation);
    }
}
