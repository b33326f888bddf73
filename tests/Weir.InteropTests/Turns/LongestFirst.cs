using Weir.InteropTests.Dashboard;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Weir.InteropTests.Turns.LongestFirst))]

namespace Weir.InteropTests.Turns;

/// <summary>Collections of minutes begin before those of seconds, so that none of them goes on when all others have ended.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>As they stand in the name of a collection.</summary>
    private static readonly string[] Long =
    [
        KnownPorts.Name,
        Dashboards.Name,
        typeof(Scenarios.ManyServersTests).FullName!,
        typeof(Proxying.ManyClientsTests).FullName!,
        typeof(Packages.LibraryPackageTests).FullName!,
        typeof(Proxying.ConformanceTests).FullName!,
        typeof(Probing.ProbeTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place).ThenBy(one => one.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(
            Long,
            name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)
        );
        return place < 0 ? Long.Length : place;
    }
}
