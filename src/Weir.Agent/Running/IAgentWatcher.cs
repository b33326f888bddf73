using Weir.Agent.Delivery;
using Weir.Agent.Jobs;

namespace Weir.Agent.Running;

/// <summary>Sees an agent at work. Clients call it at the same time.</summary>
public interface IAgentWatcher : IDeliveryWatcher
{
    /// <summary>A run is over, or could not start, and its record is kept.</summary>
    void OnFinding(Finding finding);

    /// <summary>Something worth a sentence: a clock that was set, a disk that is full.</summary>
    void OnNotice(string sentence);
}
