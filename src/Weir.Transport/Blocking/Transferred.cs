namespace Weir.Transport.Blocking;

/// <summary>The outcome of one read or write: a number of bytes (0 on read: the peer is through), or a fault.</summary>
public readonly record struct Transferred(int Bytes, NetworkFault? Fault)
{
    public static Transferred Of(int bytes) => new(bytes, null);

    public static Transferred Failed(NetworkFault fault) => new(0, fault);
}
