using System.Net;
using System.Security.Cryptography.X509Certificates;
using Weir.Collector.Limiting;
using Weir.Collector.Managing;
using Weir.Collector.Storage;
using Weir.Measurements.Units;

namespace Weir.Cli.Collecting;

/// <summary>What <c>weir collect</c> was asked to do.</summary>
internal sealed record CollectTerms(
    IReadOnlyList<IPEndPoint> Listen,
    StoreAddress Store,
    X509Certificate2? Certificate,
    bool IsReadOpen,
    IReadOnlyList<ManagedServer> Managed,
    TimeSpan? Retention,
    SenderLimits Senders,
    ByteSize? LargestBody,
    bool IsJson
);
