namespace Weir.InteropTests.Turns;

/// <summary>
/// Tests of what listens at ports that are written somewhere, the lab and the documents: one after the other, beside
/// tests that take any free port.
/// </summary>
[CollectionDefinition(Name)]
public sealed class KnownPorts
{
    public const string Name = "known ports";
}
