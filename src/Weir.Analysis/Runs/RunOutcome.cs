using Weir.Measurements.Records;

namespace Weir.Analysis.Runs;

/// <summary>A run that is over, with what each of its clients did.</summary>
public sealed record RunOutcome(RunRecord Run, IReadOnlyList<ClientResult> Clients);
