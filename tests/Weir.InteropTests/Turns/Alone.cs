namespace Weir.InteropTests.Turns;

/// <summary>
/// Tests whose claims are of time or of memory of a machine with little else to do: they run one after the other, when
/// nothing else does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
