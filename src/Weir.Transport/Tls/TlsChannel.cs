using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using Weir.Transport.Blocking;
using Weir.Transport.TcpFacts;

namespace Weir.Transport.Tls;

/// <summary>
/// TLS on a client's end of a blocking connection, by the runtime's classes: where OpenSSL itself is not at hand.
/// </summary>
internal sealed class TlsChannel : BlockingChannel
{
    private readonly BlockingSocket _socket;
    private readonly TlsWire _wire;
    private readonly RecordStream _records;
    private readonly SslStream _ssl;
    private NetworkFault? _fault;
    private volatile bool _isInterrupted;

    private TlsChannel(TlsWire wire, RecordStream records, SslStream ssl, TimeSpan handshake)
    {
        (_socket, _wire, _records, _ssl) = (wire.Socket, wire, records, ssl);
        Handshake = handshake;
    }

    public override string RemoteAddress => _socket.RemoteAddress;

    public override int LocalPort => _socket.LocalPort;

    public override TimeSpan? Handshake { get; }

    public override bool HasUnread => _records.HasBuffered || _socket.HasUnread;

    public override bool IsQuiet => !_records.HasBuffered && _socket.IsQuiet;

    /// <summary>Shakes hands over a connection, which it takes over.</summary>
    [SuppressMessage("Security", "CA5398", Justification = "Older versions are not to be spoken (RFC 8996).")]
    public static TlsChannel? Open(
        BlockingSocket socket,
        string host,
        PeerTrust trust,
        TimeSpan timeout,
        TimeProvider time,
        Func<bool> isCancelled,
        out NetworkFault? fault
    )
    {
        var started = time.GetTimestamp();
        var wire = new TlsWire(socket);
        var records = new RecordStream(wire);
        var ssl = new SslStream(records, leaveInnerStreamOpen: true);
        string? distrust = null;
        var name = host.Trim('[', ']');
        wire.BeginHandshake(timeout, time, isCancelled);
        try
        {
            ssl.AuthenticateAsClient(
                new SslClientAuthenticationOptions
                {
                    TargetHost = name,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                    AllowRenegotiation = false,
                    CertificateChainPolicy = trust.ChainPolicy(),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        (distrust = trust.Objection(name, certificate, chain, errors)) is null,
                }
            );
            wire.EndHandshake();
            fault = null;
            return new TlsChannel(wire, records, ssl, time.GetElapsedTime(started));
        }
        catch (Exception error)
            when (error is AuthenticationException or IOException or InvalidOperationException or ArgumentException)
        {
            fault =
                wire.Fault
                ?? new NetworkFault(FaultKind.NotSecured, distrust ?? HandshakeWords.Of(wire, Innermost(error)));
        }

        ssl.Dispose();
        socket.Dispose();
        return null;
    }

    public override TcpInfo? Facts() => _socket.Facts();

    public override void SetReadTimeout(TimeSpan timeout) => _socket.SetReadTimeout(timeout);

    public override void SetWriteTimeout(TimeSpan timeout) => _socket.SetWriteTimeout(timeout);

    /// <summary>Fills the buffer with the records that have come already; waits for the first alone.</summary>
    public override Transferred Read(Span<byte> buffer)
    {
        if (_fault is { } before)
            return Transferred.Failed(before);
        var total = 0;
        try
        {
            do
            {
                var read = _ssl.Read(buffer[total..]);
                if (read == 0)
                {
                    if (_wire.HasEnded)
                        _fault = TlsFaults.Unsaid;
                    break;
                }
                total += read;
            } while (total < buffer.Length && _records.HasWholeRecord);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            var fault = Describe(error);
            // A time-out may be followed by another read; what is broken stays so.
            if (fault.Kind != FaultKind.TimedOut)
                _fault = fault;
            if (total == 0)
                return Transferred.Failed(fault);
        }

        return total == 0 && _fault is { } ended ? Transferred.Failed(ended) : Transferred.Of(total);
    }

    public override NetworkFault? Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return null;
        try
        {
            _ssl.Write(bytes);
            return null;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return _fault = Describe(error);
        }
    }

    public override void Interrupt()
    {
        _isInterrupted = true;
        _socket.Interrupt();
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isInterrupted && _fault is null && !_wire.HasEnded)
            SayGoodbye();
        _ssl.Dispose();
        _records.Dispose();
        _socket.Dispose();
    }

    private void SayGoodbye()
    {
        try
        {
            _socket.SetWriteTimeout(TimeSpan.FromMilliseconds(1));
            _ = _ssl.ShutdownAsync().IsCompleted;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The peer has gone first.
        }
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message.TrimEnd('.');
    }

    private NetworkFault Describe(Exception error) =>
        _isInterrupted ? Faults.Interrupted
        : _wire.Fault is { } fault ? fault
        : error is ObjectDisposedException ? Faults.Interrupted
        : _wire.HasEnded ? TlsFaults.Unsaid
        : TlsFaults.Garbled;
}
