using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>
/// What a connection becomes after a 2xx to CONNECT (RFC 9110 9.3.6): bytes that mean nothing to the server. All members are
/// called on the connection's loop; disposed when the connection ends, opened or not.
/// </summary>
public interface ITunnel : IDisposable
{
    /// <summary>Bytes that were passed on to the client.</summary>
    long BytesToClient { get; }

    /// <summary>The answer's head is out: the channel is the tunnel's to read and write, but not to close.</summary>
    /// <param name="early">What the client has sent behind its request; valid during the call.</param>
    /// <param name="end">Ends the connection: true breaks it off, so that the client learns that something is missing.</param>
    void Open(LoopChannel client, ReadOnlySpan<byte> early, Action<bool> end);

    /// <summary>The state of the client's channel has changed.</summary>
    void OnReady(LoopEvents events);
}
