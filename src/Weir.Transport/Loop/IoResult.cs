namespace Weir.Transport.Loop;

/// <summary>How a non-blocking call ended.</summary>
public enum IoStatus : byte
{
    /// <summary><see cref="IoResult.Bytes"/> were moved; at least one.</summary>
    Moved,

    /// <summary>Nothing now; the loop will say when.</summary>
    WouldBlock,

    /// <summary>Orderly end: the peer finished sending, or the file has no more bytes.</summary>
    Ended,

    /// <summary>The connection is gone, or the file cannot be read.</summary>
    Failed,
}

/// <summary>The outcome of a non-blocking call: a value, because a lost peer is no exception.</summary>
/// <param name="Bytes">Bytes moved; 0 unless <see cref="IoStatus.Moved"/>.</param>
/// <param name="Error">The <c>errno</c> of <see cref="IoStatus.Failed"/>, else 0.</param>
public readonly record struct IoResult(IoStatus Status, int Bytes, int Error)
{
    public static IoResult Moved(long bytes) => new(IoStatus.Moved, (int)bytes, 0);

    public static IoResult WouldBlock => new(IoStatus.WouldBlock, 0, 0);

    public static IoResult Ended => new(IoStatus.Ended, 0, 0);

    public static IoResult Failed(int error) => new(IoStatus.Failed, 0, error);
}
