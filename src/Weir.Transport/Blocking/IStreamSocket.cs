using System.Runtime.InteropServices;

namespace Weir.Transport.Blocking;

/// <summary>
/// A connected TCP socket as the system has it, with calls that block. All but <see cref="Shutdown"/> belong to one thread.
/// After it is disposed each call throws <see cref="ObjectDisposedException"/>.
/// </summary>
internal interface IStreamSocket : IDisposable
{
    SafeHandle Handle { get; }

    int LocalPort { get; }

    /// <summary>Whether bytes have come that nobody has read.</summary>
    bool HasUnread { get; }

    /// <summary>Whether a read would wait: neither bytes have come, nor the end, nor an error.</summary>
    bool WouldWait { get; }

    /// <param name="milliseconds">0 for ever.</param>
    void SetReadTimeout(int milliseconds);

    /// <param name="milliseconds">0 for ever.</param>
    void SetWriteTimeout(int milliseconds);

    /// <param name="isPatient">Waits for the first byte; else it times out at once when nothing has come.</param>
    Transferred Receive(Span<byte> buffer, bool isPatient = true);

    /// <summary>Sends what the kernel has room for, at least one byte.</summary>
    /// <param name="isPatient">Waits for room; else it times out at once when there is none.</param>
    Transferred Send(ReadOnlySpan<byte> bytes, bool isPatient = true);

    /// <summary>Ends both directions, also for a thread that waits. Without effect when nothing is connected any more.</summary>
    void Shutdown();
}
