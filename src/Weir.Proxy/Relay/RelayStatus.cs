namespace Weir.Proxy.Relay;

/// <summary>A relay at one moment.</summary>
/// <param name="Sessions">Clients (UDP) or connections (TCP) now.</param>
/// <param name="Refused">Datagrams or connections for which there was no session, since the start.</param>
/// <param name="Up">Towards the target.</param>
/// <param name="Down">Towards clients.</param>
public sealed record RelayStatus(int Sessions, long Refused, DirectionStatus Up, DirectionStatus Down);
