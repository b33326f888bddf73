using Weir.Cli.Terminal;
using Weir.Measurements.Records;
using Weir.Probes.Loading;
using Weir.Probes.Probing;

namespace Weir.Cli.Probing;

/// <summary>Runs a plan, and tells each interval how far it is.</summary>
internal sealed class ProbeRun(ProbePlan plan, Output output, TimeProvider time)
{
    /// <summary>A packet without an answer for so long is shown as lost, until one comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ProbeScreen _screen = new(output);

    /// <param name="onPacket">Told every packet at the end; null when nobody asks.</param>
    public async Task<ProbeRecord[]> RunAsync(
        TimeSpan interval,
        Action<PacketRecord>? onPacket,
        CancellationToken cancellation
    )
    {
        var options = plan.Options with { OnPacket = onPacket };
        if (plan.Load is { } load)
        {
            var probe = new LoadedProbe(plan.Target, load, options, time);
            return [await WatchAsync(probe.RunAsync(cancellation), () => probe.Current, interval)];
        }

        var prober = new Prober(plan.Target, options, time);
        return await WatchAsync(prober.RunAsync(plan.Clients, cancellation), () => prober, interval);
    }

    private async Task<T> WatchAsync<T>(Task<T> running, Func<Prober> current, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, time);
        var recent = new long[ProbeScreen.Width];
        while (await Task.WhenAny(running, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != running)
        {
            var prober = current();
            var count = prober.Recent(recent, Patience);
            var words = ProbeWords.Progress(prober.Progress, prober.Count * plan.Clients.Count);
            _screen.Show(words, recent.AsSpan(0, count));
        }

        _screen.End();
        return await running;
    }
}
