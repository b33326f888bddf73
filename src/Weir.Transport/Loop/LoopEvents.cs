namespace Weir.Transport.Loop;

/// <summary>Why a handler is called. The first five have the values of sys/epoll.h.</summary>
[Flags]
public enum LoopEvents
{
    None = 0,

    /// <summary>There is something to read, or the end of the stream.</summary>
    Readable = 0x001,

    /// <summary>The kernel takes bytes again.</summary>
    Writable = 0x004,

    /// <summary>The connection failed.</summary>
    Error = 0x008,

    /// <summary>Both directions are closed: nobody is there any more.</summary>
    HangUp = 0x010,

    /// <summary>The peer sends nothing more; it may still read (RFC 9293 §3.6, half-close).</summary>
    PeerFinished = 0x2000,

    /// <summary>The handler gave way with <see cref="EventLoop.Defer"/> and goes on now.</summary>
    Resumed = 0x10000,
}
