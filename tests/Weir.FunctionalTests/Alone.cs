namespace Weir.FunctionalTests;

/// <summary>Tests that measure what the whole process does: they run one after the other, when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
