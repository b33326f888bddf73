using Weir.Measurements.Records;
using Weir.Probes.Requests;

namespace Weir.Probes.Probing;

/// <summary>Measures one path once: a session of numbered packets, sent on schedule, to a record.</summary>
/// <remarks>
/// Sending and receiving each have a thread of their own with blocking calls: a packet's time is taken beside the system
/// call and never waits for a thread pool. Sessions side by side share the two.
/// </remarks>
public sealed class Prober
{
    private readonly ProbeTarget _target;
    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly IProbe _probe;

    /// <exception cref="ArgumentException">Options that contradict themselves or the target's protocol.</exception>
    public Prober(ProbeTarget target, ProbeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        _target = target;
        _options = ProbeOptions.Complete(options, target.Protocol);
        _time = time;
        _probe = target.IsDatagrams
            ? new DatagramProbe(target, _options, time)
            : new RequestProbe(target, _options, time);
    }

    /// <summary>Packets that each session sends.</summary>
    public int Count => _options.Count ?? 0;

    /// <summary>How far it is, all sessions together. Any thread.</summary>
    public ProbeProgress Progress => _probe.Progress;

    /// <summary>
    /// The last packets of the first session, the oldest first. Any thread.
    /// </summary>
    /// <param name="into">Takes round trips in ticks of 100 ns; −1 for what is not answered after <paramref name="patience"/>.</param>
    /// <returns>How many there are; what is still under way is left out.</returns>
    public int Recent(Span<long> into, TimeSpan patience) => _probe.Recent(into, patience);

    /// <summary>
    /// Runs the session to its end; a cancelled one gives what it has. The record's outcome is
    /// <see cref="ProbeOutcome.Failed"/> when no reply came. Throws nothing for what the network does.
    /// </summary>
    public async Task<ProbeRecord> RunAsync(CancellationToken cancellation)
    {
        var records = await RunAsync([_options.Client], cancellation).ConfigureAwait(false);
        return records[0];
    }

    /// <summary>Runs a session for each of these clients, side by side on the same two threads.</summary>
    /// <param name="clients">As records say them; at least one.</param>
    public Task<ProbeRecord[]> RunAsync(IReadOnlyList<string?> clients, CancellationToken cancellation)
    {
        var blanks = clients.Select(Blank).ToList();
        return Task.Factory.StartNew(
            () => _probe.Run(blanks, cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    private ProbeRecord Blank(string? client) =>
        new()
        {
            Id = RecordIds.NewId(_time),
            StartedAt = _time.GetUtcNow(),
            Agent = _options.Agent,
            Target = _options.Target ?? _target.ToString(),
            RunId = _options.RunId,
            Client = client,
            Protocol = _target.ProtocolName,
            Outcome = ProbeOutcome.Failed,
        };
}
