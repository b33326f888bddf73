namespace Weir.Proxy.Relay;

/// <summary>A relay at one moment; datagrams since its start.</summary>
/// <param name="Up">Towards the target.</param>
/// <param name="Down">Towards clients.</param>
/// <param name="Dropped">For want of a session, of room in the kernel, or of a target that listens.</param>
public sealed record RelayStatus(int Sessions, long Up, long Down, long Dropped);
