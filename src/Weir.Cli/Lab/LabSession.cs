using Weir.Cli.Arguments;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Cli.Serving;
using Weir.Cli.Terminal;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Lab;

/// <summary>One <c>weir lab</c> from its start to its end.</summary>
/// <remarks>
/// 1. The replicas and all else start. 2. Proxy, relays and reflectors show one result each, within a second or two.
/// 3. The file is downloaded and proven, and its record delivered. 4. The agents begin, which would have disturbed what
/// came before. 5. With <c>--once</c> the agents and the report prove themselves and all ends; else all of it runs on.
/// </remarks>
internal sealed class LabSession(CommandContext context, LabFolder folder)
{
    private static readonly ByteSize SmallSize = ByteSize.MiB;

    private readonly Output _output = context.Output;

    /// <returns>The exit code.</returns>
    /// <exception cref="MistakeException">Something cannot start.</exception>
    public async Task<int> RunAsync(ByteSize size, bool isOnce, CancellationToken cancellation)
    {
        var file = await LabFile.PrepareAsync(folder.Served, size, _output.Note, cancellation);
        var small = await LabFile.PrepareAsync(folder.Served, SmallSize, _output.Note, cancellation);
        var (origin, options) = await LabOrigin.StartAsync(folder, context.Time, _output.Note);
        await using var originEnds = origin;
        var urls = origin.Replicas.Select(r => $"http://{r.Status.Address}/{file.Name}").ToArray();
        foreach (var replica in origin.Replicas)
            _output.Note($"replica {replica.Number}  {urls[replica.Number - 1]}  at {replica.Status.Rate}");

        var repeat = new LabRepeat(origin, file, folder, context.Time);
        await using var parts = LabParts.Begin(folder, origin, small, repeat.Act, context.Time, _output.Note, Report);
        await using var repeatEnds = repeat;
        await parts.Ready.WaitAsync(cancellation);
        var proofs = new LabProofs(parts, origin.Replicas[0], small, folder, context.Time);
        var isProven = await ProvePartsAsync(parts, proofs, cancellation);
        var (exitCode, record) = await new LabDownload(context, origin, file, folder).RunAsync(
            urls,
            parts,
            cancellation
        );
        if (exitCode != ExitCodes.Done)
            return exitCode;

        isProven &= await ShowAsync(proofs.DeliveryAsync(record, cancellation));
        foreach (var agent in parts.Agents)
            agent.Start();
        repeat.Open(parts);
        if (isOnce)
        {
            isProven &= await ProveWatchAsync(parts, proofs, cancellation);
            return isProven ? ExitCodes.Done : ExitCodes.Failed;
        }

        foreach (var line in LabWords.Closing(MapOf(parts, origin, file, small)))
            _output.Line(line);
        var session = new ServeSession(options, context, CommonOptions.DefaultInterval)
        {
            Company = new LabCompany(parts, folder, _output).Company,
        };
        await session.SteerAsync(origin, parts.Reflectors, isJson: false, cancellation);
        return ExitCodes.Done;
    }

    private Task<bool> ProvePartsAsync(LabParts parts, LabProofs proofs, CancellationToken cancellation) =>
        ShowAsync(
            proofs.ProxyAsync(cancellation),
            proofs.ProbeAsync("UDP relay", parts.Relay, cancellation),
            proofs.ProbeAsync("slow path", parts.Slow, cancellation),
            proofs.ProbeAsync("STAMP reflector", parts.Stamp, cancellation),
            proofs.ProbeAsync("echo", parts.Echo, cancellation)
        );

    private async Task<bool> ProveWatchAsync(LabParts parts, LabProofs proofs, CancellationToken cancellation)
    {
        var isMeasured = await ShowAsync([.. parts.Agents.Select(agent => proofs.AgentAsync(agent, cancellation))]);
        return await ShowAsync(proofs.ReportAsync(cancellation)) && isMeasured;
    }

    /// <summary>All at once, told in their order, each as soon as it is there.</summary>
    private async Task<bool> ShowAsync(params Task<LabProof>[] proofs)
    {
        var isProven = true;
        try
        {
            foreach (var proof in proofs)
            {
                var shown = await proof;
                LabWords.Proof(_output, shown);
                isProven &= shown.Problem is null;
            }
        }
        finally
        {
            // What an interrupted one leaves behind must not meet parts that have ended.
            await ((Task)Task.WhenAll(proofs)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return isProven;
    }

    private LabMap MapOf(LabParts parts, OriginServer origin, LabFile file, LabFile small) =>
        new(
            LabProgram.Of(Environment.ProcessPath, Environment.GetEnvironmentVariable("PATH")),
            [.. origin.Replicas.Select(replica => $"http://{replica.Status.Address}/")],
            file,
            small,
            parts.ProxyUrl,
            parts.Relay.ToString(),
            parts.Slow.ToString(),
            parts.Stamp.ToString(),
            parts.Reflectors.Statuses[1].EndPoint.ToString(),
            parts.Collector.Url,
            parts.Collector.TokenPath,
            folder.Watch
        );

    private void Report(Exception bug) => _output.Mistake($"weir lab: internal error in an answer: {bug.Message}");
}
