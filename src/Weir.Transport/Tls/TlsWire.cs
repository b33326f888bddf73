using Weir.Transport.Blocking;

namespace Weir.Transport.Tls;

// TLSPlaintext (RFC 8446 5.1):   type:u8 | version:u16 | length:u16 | fragment
// Alert (RFC 8446 6):            level:u8 | description:u8

/// <summary>
/// The network below TLS on a client: a blocking socket that has only so long for the handshake, and that remembers how it
/// began and why it ended. Used by one thread.
/// </summary>
internal sealed class TlsWire(BlockingSocket socket)
{
    private const int Header = 5;
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private HandshakeLimit? _limit;

    /// <summary>How long the handshake may last, and who may call it off.</summary>
    private sealed record HandshakeLimit(long Started, TimeSpan Most, TimeProvider Time, Func<bool> IsCancelled);

    public BlockingSocket Socket => socket;

    /// <summary>Why the last read or write failed.</summary>
    public NetworkFault? Fault { get; private set; }

    /// <summary>The socket has ended, whether TLS had said so or not.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The first thing that the peer sent was no TLS.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>The description of an alert that came instead of the peer's half of the handshake.</summary>
    public byte? FirstAlert { get; private set; }

    /// <summary>Whether anything has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether a read waits when nothing has come; else it fails as if its time were up.</summary>
    public bool IsPatient { get; set; } = true;

    /// <summary>Nothing has come in time, but it may yet.</summary>
    public bool IsLate => _limit is null && Fault is { Kind: FaultKind.TimedOut };

    public void BeginHandshake(TimeSpan most, TimeProvider time, Func<bool> isCancelled) =>
        _limit = new HandshakeLimit(time.GetTimestamp(), most, time, isCancelled);

    public void EndHandshake() => _limit = null;

    /// <summary>Receives once; no bytes at the end and after a fault.</summary>
    public int Receive(Span<byte> buffer)
    {
        var read = Await(buffer);
        Fault = read.Fault;
        if (read.Bytes == 0)
            HasEnded |= read.Fault is null;
        else if (!HasBegun)
            Recognize(buffer[..read.Bytes]);
        return read.Bytes;
    }

    /// <summary>Sends all of it, or keeps the fault.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        if (socket.Write(bytes) is not { } fault)
            return true;
        Fault = fault;
        return false;
    }

    private Transferred Await(Span<byte> buffer)
    {
        while (_limit is { } limit)
        {
            var left = limit.Most - limit.Time.GetElapsedTime(limit.Started);
            if (limit.IsCancelled())
                return Transferred.Failed(Faults.Interrupted);
            if (left <= TimeSpan.Zero)
                return Transferred.Failed(
                    new NetworkFault(FaultKind.TimedOut, $"no TLS handshake within {limit.Most.TotalSeconds:0.#} s")
                );
            socket.SetReadTimeout(left < Slice ? left : Slice);
            var read = socket.Read(buffer);
            if (read.Fault is not { Kind: FaultKind.TimedOut })
                return read;
        }

        return IsPatient ? socket.Read(buffer) : socket.ReadNow(buffer);
    }

    private void Recognize(ReadOnlySpan<byte> first)
    {
        HasBegun = true;
        IsForeign = first[0] is not (Handshake or Alert);
        if (first[0] == Alert && first.Length >= Header + 2)
            FirstAlert = first[Header + 1];
    }
}
