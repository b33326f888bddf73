using System.Net;
using Weir.Transport.Loop;

namespace Weir.Collector.Hosting;

/// <summary>Why a collector does not start.</summary>
/// <param name="EndPoint">Where it could not listen.</param>
public sealed record CollectorFailure(IPEndPoint EndPoint, ListenFailure Cause);
