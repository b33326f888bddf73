using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;
using Weir.Cli.Mistakes;

namespace Weir.Cli.Lab;

/// <summary>One agent of the lab: its spool is held from the opening on, it measures from the start on.</summary>
internal sealed class LabAgent : IAgentWatcher, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly AgentHost _host;
    private readonly FirstRound _first;
    private readonly CancellationTokenSource _stop = new();
    private Task<AgentSummary>? _running;
    private long _findings;
    private volatile string? _trouble;

    private LabAgent(string name, AgentHost host, int targets) => (Name, _host, _first) = (name, host, new(targets));

    public string Name { get; }

    /// <summary>Runs so far.</summary>
    public long Findings => Interlocked.Read(ref _findings);

    /// <summary>What hinders it now; null for nothing.</summary>
    public string? Trouble => _trouble;

    /// <summary>Its first round: one finding for each target.</summary>
    public IReadOnlyCollection<Finding> First => _first.Findings;

    /// <summary>Ends when each target was measured once.</summary>
    public Task Round => _first.Whole;

    /// <exception cref="MistakeException">The spool cannot be used.</exception>
    public static LabAgent Open(
        string name,
        string folder,
        IReadOnlyList<AgentTarget> targets,
        DeliveryOptions delivery,
        TimeProvider time
    )
    {
        var options = new AgentOptions
        {
            Name = name,
            Targets = targets,
            Schedule = new ScheduleOptions { Every = Every, StartJitter = 0 },
            Spool = new SpoolOptions { Folder = Path.Combine(folder, name), Agent = name },
            Delivery = delivery,
        };
        return AgentHost.Open(options, time, new Random(), out var fault) is { } host
            ? new LabAgent(name, host, targets.Count)
            : throw MistakeException.Target(
                $"the spool of {name} cannot be used: {fault!.Reason}; name another folder with --folder"
            );
    }

    /// <summary>Measures from now on.</summary>
    public void Start() => _running = _host.RunAsync(this, _stop.Token);

    /// <summary>Stops measuring and delivers the rest; null when it never began.</summary>
    public async Task<AgentSummary?> EndAsync()
    {
        await _stop.CancelAsync();
        return _running is null ? null : await _running;
    }

    public void Dispose()
    {
        _host.Dispose();
        _stop.Dispose();
    }

    void IAgentWatcher.OnFinding(Finding finding)
    {
        Interlocked.Increment(ref _findings);
        _first.Add(finding);
    }

    void IAgentWatcher.OnNotice(string sentence) => _trouble = sentence;

    void IDeliveryWatcher.OnDeliveryTrouble(string trouble, int waiting) => _trouble = trouble;

    void IDeliveryWatcher.OnDeliveryRecovered(int waiting) => _trouble = null;

    void IDeliveryWatcher.OnRejected(string record, string reason) => _trouble = reason;
}
