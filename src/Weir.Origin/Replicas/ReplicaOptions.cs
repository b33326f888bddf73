using System.Net;
using Weir.Measurements.Units;

namespace Weir.Origin.Replicas;

/// <summary>One replica as its owner wants it.</summary>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Root">The folder or the one file that it serves.</param>
/// <param name="Rate">Its limit at the start; null for none.</param>
public sealed record ReplicaOptions(IPEndPoint EndPoint, string Root, BitRate? Rate = null);
