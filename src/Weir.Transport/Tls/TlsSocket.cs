using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Weir.Transport.Linux;
using Weir.Transport.Loop;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Tls;

/// <summary>TLS on the server's end of a connection, which stays on its loop.</summary>
/// <remarks>
/// The loop alone touches the socket: it receives ciphertext for <see cref="CipherStream"/> and sends what waits there.
/// <list type="number">
/// <item>With the first bytes the handshake begins; its steps are made by the <see cref="HandshakeCrew"/>, one at a time,
/// while the loop leaves the two streams alone.</item>
/// <item>Then all is done on the loop: a read parks where it finds no record, a write encrypts several records and sends them.</item>
/// <item>An orderly end says close_notify (RFC 8446 6.1); a reset never does.</item>
/// </list>
/// Who uses the connection bounds the time of the handshake by the time that it gives the first request.
/// </remarks>
public sealed partial class TlsSocket : LoopChannel, ILoopHandler, IDisposable
{
    private const int Record = 16 * 1024;

    /// <summary>
    /// What is encrypted at once: it stays in the cache between its steps (256 KiB were not faster), and a peer that takes
    /// nothing costs no more than this.
    /// </summary>
    private const int Chunk = 4 * Record;

    /// <summary>Ciphertext that waits for the body behind it.</summary>
    private const int MostHeld = 16 * 1024;

    private const int ReceiveBudget = 64 * 1024;

    private enum State : byte
    {
        Handshaking,

        /// <summary>A worker has the streams.</summary>
        Stepping,
        Open,

        /// <summary>The last has been said; what still comes is not even decrypted.</summary>
        Finished,
        Closed,
    }

    private readonly LoopSocket _socket;
    private readonly TlsServer _server;
    private readonly CipherStream _cipher;
    private ILoopHandler? _handler;
    private SslStream? _ssl;
    private volatile State _state;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private bool _isReading;
    private bool _isProbing;
    private bool _hasProbed;
    private bool _endsWhenSent;
    private byte[] _plain = [];
    private int _plainStart;
    private int _plainEnd;

    public TlsSocket(LoopSocket socket, TlsServer server)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _server = server;
        _cipher = new CipherStream(socket);
    }

    public override EventLoop Loop => _socket.Loop;

    public override IPEndPoint Remote => _socket.Remote;

    public override bool Attach(ILoopHandler handler)
    {
        _handler = handler;
        return _socket.Attach(this);
    }

    public void Dispose() => Close();

    public override bool TryReadTcpInfo(out TcpInfo info) => _socket.TryReadTcpInfo(out info);

    public void OnReady(LoopEvents events)
    {
        const LoopEvents Incoming =
            LoopEvents.Readable | LoopEvents.PeerFinished | LoopEvents.HangUp | LoopEvents.Error;
        if (_state == State.Closed)
            return;
        if ((events & Incoming) != LoopEvents.None)
            _cipher.MayReceive = true;
        if (_state == State.Handshaking)
            Advance();
        if (_state != State.Stepping && _state != State.Closed)
            _ = Flush();
        if ((events & LoopEvents.Resumed) != LoopEvents.None)
            events = (events & ~LoopEvents.Resumed) | LoopEvents.Readable;
        // While it shakes hands only the end of the connection matters to who uses it.
        if (_state is not (State.Handshaking or State.Stepping))
            _handler!.OnReady(events);
        else if ((events & (LoopEvents.HangUp | LoopEvents.Error)) != LoopEvents.None)
            _handler!.OnReady(events);
    }

    public override IoResult Read(Span<byte> buffer)
    {
        if (_state == State.Finished)
            return _socket.Read(buffer);
        if (_state != State.Open)
            return IoResult.WouldBlock;
        _cipher.Budget = ReceiveBudget;
        while (_plainStart == _plainEnd)
        {
            if (!_isReading)
                BeginRead();
            else
                _cipher.Resume();
            if (!_read.IsCompleted)
            {
                // A peer that sends records without content has no more than its turn.
                if (_cipher.Budget <= 0)
                    Loop.Defer(this);
                return IoResult.WouldBlock;
            }

            if (FinishRead() is { } outcome)
                return outcome;
        }

        var count = Math.Min(buffer.Length, _plainEnd - _plainStart);
        _plain.AsSpan(_plainStart, count).CopyTo(buffer);
        _plainStart += count;
        if (_plainStart == _plainEnd)
            ReturnPlain();
        return IoResult.Moved(count);
    }

    /// <summary>First whether there is anything, which holds no buffer while it waits; then what it is.</summary>
    private void BeginRead()
    {
        _isReading = true;
        _isProbing = !_hasProbed;
        if (!_isProbing && _plain.Length == 0)
            _plain = ArrayPool<byte>.Shared.Rent(Record);
        var read = _ssl!.ReadAsync(_isProbing ? Memory<byte>.Empty : _plain);
        _read = read.ConfigureAwait(false).GetAwaiter();
    }

    /// <summary>Null to go on; else what the read came to.</summary>
    private IoResult? FinishRead()
    {
        _isReading = false;
        int count;
        try
        {
            count = _read.GetResult();
        }
        catch (IOException)
        {
            // Not the key that was agreed on, or no TLS any more.
            ReturnPlain();
            return IoResult.Failed(Errno.ConnectionReset);
        }

        _hasProbed = _isProbing;
        if (_isProbing)
            return null;
        if (count == 0)
        {
            ReturnPlain();
            return IoResult.Ended;
        }

        (_plainStart, _plainEnd) = (0, count);
        return null;
    }

    private void ReturnPlain()
    {
        if (_plain.Length > 0)
            ArrayPool<byte>.Shared.Return(_plain);
        _plain = [];
        _plainStart = _plainEnd = 0;
    }
}
