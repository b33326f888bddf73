using Weir.Agent.Jobs;
using Weir.Agent.Running;

namespace Weir.FunctionalTests.Agent.Delivery;

/// <summary>Remembers what an agent told.</summary>
internal sealed class DeliveryWitness : IAgentWatcher
{
    private readonly Lock _lock = new(); // guards the lists
    private readonly List<string> _troubles = [];
    private readonly List<string> _others = [];
    private readonly List<Finding> _findings = [];
    private readonly TaskCompletionSource _troubled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends at the first trouble.</summary>
    public Task Troubled => _troubled.Task;

    public IReadOnlyList<string> Troubles => Copy(_troubles);

    /// <summary>Recoveries, refusals and notices.</summary>
    public IReadOnlyList<string> Others => Copy(_others);

    public IReadOnlyList<Finding> Findings => Copy(_findings);

    public void OnDeliveryTrouble(string trouble, int waiting)
    {
        Add(_troubles, trouble);
        _troubled.TrySetResult();
    }

    public void OnDeliveryRecovered(int waiting) => Add(_others, "recovered");

    public void OnRejected(string record, string reason) => Add(_others, $"refused: {reason}");

    public void OnNotice(string sentence) => Add(_others, sentence);

    public void OnFinding(Finding finding) => Add(_findings, finding);

    private void Add<T>(List<T> list, T item)
    {
        lock (_lock)
            list.Add(item);
    }

    private T[] Copy<T>(List<T> list)
    {
        lock (_lock)
            return [.. list];
    }
}
