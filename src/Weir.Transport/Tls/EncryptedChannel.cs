using Weir.Transport.Blocking;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Tls;

/// <summary>TLS on a client's end of a blocking connection, whoever encrypts: what the socket below knows, and how it ends.</summary>
internal abstract class EncryptedChannel(TlsWire wire, TimeSpan handshake) : BlockingChannel
{
    private volatile bool _isInterrupted;

    public override string RemoteAddress => wire.Socket.RemoteAddress;

    public override int LocalPort => wire.Socket.LocalPort;

    public override TimeSpan? Handshake => handshake;

    public override bool HasUnread => HasBuffered || wire.Socket.HasUnread;

    public override bool IsQuiet => !HasBuffered && wire.Socket.IsQuiet;

    protected TlsWire Wire => wire;

    /// <summary>What has broken it, for good.</summary>
    protected NetworkFault? Fault { get; set; }

    /// <summary>Bytes have come from the socket that nobody has read.</summary>
    protected abstract bool HasBuffered { get; }

    public override TcpInfo? Facts() => wire.Socket.Facts();

    public override void SetReadTimeout(TimeSpan timeout) => wire.Socket.SetReadTimeout(timeout);

    public override void SetWriteTimeout(TimeSpan timeout) => wire.Socket.SetWriteTimeout(timeout);

    public override void Interrupt()
    {
        _isInterrupted = true;
        wire.Socket.Interrupt();
    }

    /// <summary>Says that nothing more will come, as far as that goes without waiting.</summary>
    protected abstract void SayGoodbye();

    /// <summary>Lets go of all but the socket.</summary>
    protected abstract void Free();

    protected sealed override void Dispose(bool disposing)
    {
        if (!_isInterrupted && Fault is null && !wire.HasEnded)
        {
            SetWriteTimeout(TimeSpan.FromMilliseconds(1));
            SayGoodbye();
        }

        Free();
        wire.Socket.Dispose();
    }

    /// <summary>Why a read or write has failed.</summary>
    protected NetworkFault Why() =>
        _isInterrupted ? Faults.Interrupted
        : wire.Fault is { } fault ? fault
        : wire.HasEnded ? TlsFaults.Unsaid
        : TlsFaults.Garbled;
}
