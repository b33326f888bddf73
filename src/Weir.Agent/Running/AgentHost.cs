using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Spool;

namespace Weir.Agent.Running;

/// <summary>The clients of one process, their common spool, and its delivery.</summary>
public sealed class AgentHost : IDisposable
{
    private const string WorkFolder = "work";

    private readonly AgentOptions _options;
    private readonly RecordSpool _spool;
    private readonly TimeProvider _time;
    private readonly Random _random;

    private AgentHost(AgentOptions options, RecordSpool spool, TimeProvider time, Random random)
    {
        _options = options;
        _spool = spool;
        _time = time;
        _random = random;
    }

    /// <summary>What an earlier process left in the spool.</summary>
    public SpoolRecovery Recovery => _spool.Recovery;

    /// <summary>Opens the spool, which no other agent may use meanwhile.</summary>
    /// <param name="random">Of this host alone.</param>
    /// <exception cref="ArgumentException">Options outside their bounds.</exception>
    public static AgentHost? Open(AgentOptions options, TimeProvider time, Random random, out SpoolFault? fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        AgentOptions.Validate(options);
        return RecordSpool.Open(options.Spool, time, out fault) is { } spool
            ? new AgentHost(options, spool, time, random)
            : null;
    }

    /// <summary>Measures and delivers until <paramref name="stop"/>, then tries briefly to deliver the rest.</summary>
    public async Task<AgentSummary> RunAsync(IAgentWatcher watcher, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        // One client that breaks, which is a bug, ends all: half an agent would look like half a network.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeper = new RecordKeeper(_spool, watcher);
        using var client = _options.Delivery is { } delivery ? new CollectorClient(delivery, _time) : null;
        var sender = client is null
            ? null
            : new SpoolDelivery(_spool, client, _options.Delivery!, watcher, _time, new Random(_random.Next()));

        var work = Clients(keeper, watcher).Select(loop => loop.RunAsync(end.Token)).ToList();
        if (sender is not null)
            work.Add(sender.RunAsync(end.Token));
        await Task.WhenAll(work.Select(task => EndAllIfBrokenAsync(task, end)));

        keeper.Retry();
        if (sender is not null)
            await sender.FinishAsync();
        return new AgentSummary(keeper.Records, sender?.Summary ?? default, _spool.Pending);
    }

    public void Dispose() => _spool.Dispose();

    private static async Task EndAllIfBrokenAsync(Task work, CancellationTokenSource end)
    {
        try
        {
            await work;
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    private IEnumerable<ClientLoop> Clients(RecordKeeper keeper, IAgentWatcher watcher) =>
        _options.ClientNames.Select(
            (name, number) =>
                new ClientLoop(
                    [.. _options.Targets.Select((target, job) => Job(target, name, $"{number}-{job}"))],
                    _options.Schedule,
                    keeper,
                    watcher,
                    _time,
                    new Random(_random.Next())
                )
        );

    private IJob Job(AgentTarget target, string agent, string folder) =>
        target switch
        {
            DownloadTarget download => new DownloadJob(
                download,
                agent,
                Path.Combine(_options.Spool.Folder, WorkFolder, folder),
                _time
            ),
            PathTarget path => new ProbeJob(path, agent, _time),
            _ => throw new ArgumentException($"{target.Name} is nothing that can be measured.", nameof(target)),
        };
}
