using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using Weir.Transport.Blocking;

namespace Weir.Transport.Tls;

/// <summary>
/// TLS on a client's end of a blocking connection, by the runtime's classes: where OpenSSL itself is not at hand.
/// </summary>
internal sealed class TlsChannel : EncryptedChannel
{
    private readonly RecordStream _records;
    private readonly SslStream _ssl;

    private TlsChannel(TlsWire wire, RecordStream records, SslStream ssl, TimeSpan handshake)
        : base(wire, handshake) => (_records, _ssl) = (records, ssl);

    protected override bool HasBuffered => _records.HasBuffered;

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

    /// <summary>Fills the buffer with the records that have come already; waits for the first alone.</summary>
    public override Transferred Read(Span<byte> buffer)
    {
        if (Fault is { } before)
            return Transferred.Failed(before);
        var total = 0;
        try
        {
            do
            {
                var read = _ssl.Read(buffer[total..]);
                if (read == 0)
                {
                    if (Wire.HasEnded)
                        Fault = TlsFaults.Unsaid;
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
                Fault = fault;
            if (total == 0)
                return Transferred.Failed(fault);
        }

        return total == 0 && Fault is { } ended ? Transferred.Failed(ended) : Transferred.Of(total);
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
            return Fault = Describe(error);
        }
    }

    protected override void SayGoodbye()
    {
        try
        {
            _ = _ssl.ShutdownAsync().IsCompleted;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The peer has gone first.
        }
    }

    protected override void Free()
    {
        _ssl.Dispose();
        _records.Dispose();
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message.TrimEnd('.');
    }

    private NetworkFault Describe(Exception error) =>
        error is ObjectDisposedException && Wire.Fault is null ? Faults.Interrupted : Why();
}
