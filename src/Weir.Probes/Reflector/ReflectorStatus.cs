using System.Net;

namespace Weir.Probes.Reflector;

/// <summary>What a reflector has done.</summary>
/// <param name="Protocol"><c>stamp</c> or <c>echo</c>.</param>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Received">Datagrams that came.</param>
/// <param name="Replied">Of those, the answered ones.</param>
/// <param name="RepliesPerSecond">In the last second or so.</param>
public sealed record ReflectorStatus(
    string Protocol,
    IPEndPoint EndPoint,
    long Received,
    long Replied,
    double RepliesPerSecond
);
