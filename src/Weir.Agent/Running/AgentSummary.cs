using Weir.Agent.Delivery;

namespace Weir.Agent.Running;

/// <summary>What an agent did.</summary>
/// <param name="Records">Records made.</param>
/// <param name="Delivered">What became of those that were sent, earlier ones too.</param>
/// <param name="Spooled">Records that wait for the next start.</param>
public sealed record AgentSummary(long Records, DeliverySummary Delivered, int Spooled);
