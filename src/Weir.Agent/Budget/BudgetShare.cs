namespace Weir.Agent.Budget;

/// <summary>What was set aside for one download.</summary>
/// <param name="Target">What is downloaded.</param>
/// <param name="Expected">Bytes set aside: what the last one took, or what this one turned out to take.</param>
public sealed record BudgetShare(string Target, long Expected);
