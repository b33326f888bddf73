using Weir.Agent.Jobs;
using Weir.Measurements.Records;

namespace Weir.Cli.Lab;

/// <summary>What an agent found first, one finding for each target. Any thread.</summary>
internal sealed class FirstRound(int targets)
{
    private readonly Lock _lock = new(); // guards _findings
    private readonly List<Finding> _findings = [];
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when each target was measured once.</summary>
    public Task Whole => _whole.Task;

    public IReadOnlyCollection<Finding> Findings
    {
        get
        {
            lock (_lock)
                return [.. _findings];
        }
    }

    public void Add(Finding finding)
    {
        lock (_lock)
        {
            // A run that did not start, because the one before it still goes on, has measured nothing.
            var (target, isOverrun) = Of(finding);
            if (isOverrun || _findings.Exists(known => Of(known).Target == target))
                return;
            _findings.Add(finding);
            if (_findings.Count == targets)
                _whole.TrySetResult();
        }
    }

    private static (string Target, bool IsOverrun) Of(Finding finding) =>
        finding switch
        {
            TransferFinding { Record: var record } => (record.Target, record.Outcome == TransferOutcome.Overrun),
            ProbeFinding { Record: var record } => (record.Target, record.Outcome == ProbeOutcome.Overrun),
            _ => throw new InvalidOperationException($"{finding.GetType()} is no finding that is known here."),
        };
}
