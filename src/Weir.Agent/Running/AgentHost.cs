using Weir.Agent.Budget;
using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Spool;
using Weir.Agent.Traffic;
using Weir.Measurements.Records;

namespace Weir.Agent.Running;

/// <summary>The clients of one process, their common spool, and its delivery.</summary>
public sealed class AgentHost : IDisposable
{
    private const string WorkFolder = "work";
    private const string BudgetFile = "budget";

    private readonly AgentOptions _options;
    private readonly RecordSpool _spool;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _lock = new(); // guards _plan and _replaced
    private AgentOptions _plan;
    private CancellationTokenSource _replaced = new();

    private AgentHost(AgentOptions options, RecordSpool spool, TimeProvider time, Random random)
    {
        _options = _plan = options;
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

    /// <summary>
    /// Goes on with other targets, schedules, clients and budget: runs under way end in peace, then the new ones begin. The
    /// spool and the collector stay what they are. From any thread.
    /// </summary>
    /// <exception cref="ArgumentException">Options outside their bounds.</exception>
    public void Replace(AgentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AgentOptions.Validate(options);
        lock (_lock)
        {
            _plan = options;
            _replaced.Cancel();
        }
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

        var traffic = new TrafficWatch(_time);
        List<Task> work = [MeasureAsync(keeper, watcher, traffic, end), traffic.RunAsync(end.Token)];
        if (sender is not null)
            work.Add(sender.RunAsync(end.Token));
        await Task.WhenAll(work.Select(task => EndAllIfBrokenAsync(task, end)));

        keeper.Retry();
        if (sender is not null)
            await sender.FinishAsync();
        return new AgentSummary(keeper.Records, sender?.Summary ?? default, _spool.Pending);
    }

    public void Dispose()
    {
        _spool.Dispose();
        _replaced.Dispose();
    }

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

    /// <summary>Plan after plan, until the end.</summary>
    private async Task MeasureAsync(
        RecordKeeper keeper,
        IAgentWatcher watcher,
        TrafficWatch traffic,
        CancellationTokenSource end
    )
    {
        while (!end.IsCancellationRequested)
        {
            var (plan, drain) = Begin();
            var budget = new ByteBudget(plan.Budget, Path.Combine(plan.Spool.Folder, BudgetFile), _time);
            var forecast = new BudgetForecast(plan, budget, _time, watcher.OnNotice);
            keeper.OnKept = forecast.Look;
            var zone = ZoneName.Of(plan.Schedule.Zone);
            var clients = plan.ClientNames.Select(
                (name, number) =>
                    new ClientLoop(
                        [
                            .. plan.Targets.Select(
                                (target, job) =>
                                    (
                                        Job(target, name, zone, $"{number}-{job}", budget, traffic),
                                        target.Schedule ?? plan.Schedule
                                    )
                            ),
                        ],
                        plan.Parallel,
                        keeper,
                        watcher,
                        _time,
                        new Random(_random.Next())
                    ).RunAsync(drain, end.Token)
            );
            await Task.WhenAll(clients.ToList().Select(task => EndAllIfBrokenAsync(task, end)));
        }
    }

    private (AgentOptions Plan, CancellationToken Drain) Begin()
    {
        lock (_lock)
        {
            if (_replaced.IsCancellationRequested)
            {
                _replaced.Dispose();
                _replaced = new CancellationTokenSource();
            }

            return (_plan, _replaced.Token);
        }
    }

    private IJob Job(
        AgentTarget target,
        string agent,
        string? zone,
        string folder,
        ByteBudget budget,
        TrafficWatch traffic
    ) =>
        target switch
        {
            DownloadTarget download => new DownloadJob(
                download,
                agent,
                zone,
                Path.Combine(_options.Spool.Folder, WorkFolder, folder),
                budget,
                traffic,
                _time
            ),
            PathTarget path => new ProbeJob(path, agent, zone, traffic, _time),
            _ => throw new ArgumentException($"{target.Name} is nothing that can be measured.", nameof(target)),
        };
}
