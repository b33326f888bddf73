using System.Net;
using Weir.Measurements.Units;

namespace Weir.Origin.Replicas;

/// <summary>A replica at one moment.</summary>
/// <param name="Clients">Connections that are open.</param>
/// <param name="Requests">Requests since the start of the process.</param>
/// <param name="Bytes">Bytes of bodies handed to the kernel since then.</param>
/// <param name="Throughput">The same over the last second.</param>
/// <param name="Rate">The limit; null for none.</param>
public sealed record ReplicaStatus(
    int Replica,
    IPEndPoint Address,
    ReplicaState State,
    int Clients,
    long Requests,
    long Bytes,
    BitRate Throughput,
    BitRate? Rate
);
