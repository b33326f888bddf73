namespace Weir.Agent.Traffic;

/// <summary>What network interfaces have moved since they came up, in bytes on the wire.</summary>
/// <param name="Received">Of loopback, all that it moved: it receives what it sends.</param>
/// <param name="Sent">Nothing of loopback.</param>
public readonly record struct InterfaceBytes(long Received, long Sent);
