using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Weir.Transport.Blocking;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>TLS on a client's end of a blocking connection, straight from OpenSSL into the caller's buffer.</summary>
internal sealed unsafe class OpenSslChannel : EncryptedChannel
{
    private readonly SslHandle _ssl;

    private OpenSslChannel(TlsWire wire, SslHandle ssl, TimeSpan handshake)
        : base(wire, handshake) => _ssl = ssl;

    /// <summary>Whether OpenSSL is there to be used.</summary>
    public static bool IsAtHand => ClientContext.Shared != 0;

    protected override bool HasBuffered
    {
        get
        {
            try
            {
                return LibSsl.HasPending(_ssl) != 0;
            }
            catch (ObjectDisposedException)
            {
                return false; // The next read or write says what is wrong.
            }
        }
    }

    /// <summary>Shakes hands over a connection, which it takes over.</summary>
    public static OpenSslChannel? Open(
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
        var name = host.Trim('[', ']');
        var ssl = SslHandle.Create(ClientContext.Shared, wire);
        wire.BeginHandshake(timeout, time, isCancelled);
        fault = Shake(ssl, wire, name) ?? Distrust(ssl, name, trust);
        if (fault is null)
        {
            wire.EndHandshake();
            return new OpenSslChannel(wire, ssl, time.GetElapsedTime(started));
        }

        ssl.Dispose();
        socket.Dispose();
        return null;
    }

    /// <summary>Fills the buffer with what has come already; waits for the first record alone.</summary>
    public override Transferred Read(Span<byte> buffer)
    {
        if (Fault is { } before)
            return Transferred.Failed(before);
        var total = 0;
        Wire.IsPatient = true;
        try
        {
            LibCrypto.ClearErrors();
            fixed (byte* start = buffer)
            {
                while (total < buffer.Length)
                {
                    var read = LibSsl.Read(_ssl, start + total, buffer.Length - total);
                    if (read <= 0)
                        return Stopped(LibSsl.GetError(_ssl, read), total);
                    total += read;
                    Wire.IsPatient = false;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return Transferred.Failed(Faults.Interrupted);
        }

        return Transferred.Of(total);
    }

    public override NetworkFault? Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || Fault is not null)
            return Fault;
        try
        {
            LibCrypto.ClearErrors();
            fixed (byte* start = bytes)
                return LibSsl.Write(_ssl, start, bytes.Length) > 0 ? null : Fault = Why();
        }
        catch (ObjectDisposedException)
        {
            return Faults.Interrupted;
        }
    }

    protected override void SayGoodbye()
    {
        if (_ssl.IsClosed)
            return;
        LibCrypto.ClearErrors();
        _ = LibSsl.Shutdown(_ssl);
        LibCrypto.ClearErrors();
    }

    protected override void Free() => _ssl.Dispose();

    private static NetworkFault? Shake(SslHandle ssl, TlsWire wire, string host)
    {
        if (!IPAddress.TryParse(host, out _))
        {
            fixed (byte* name = Encoding.UTF8.GetBytes(TlsName.Of(host) + '\0'))
                _ = LibSsl.Control(ssl, LibSsl.SetHostName, 0, name);
        }
        LibCrypto.ClearErrors();
        if (LibSsl.Connect(ssl) == 1)
            return null;
        return wire.Fault ?? new NetworkFault(FaultKind.NotSecured, HandshakeWords.Of(wire, Detail(wire)));
    }

    private static NetworkFault? Distrust(SslHandle ssl, string host, PeerTrust trust)
    {
        string? objection;
        try
        {
            using var peer = PeerCertificates.Of(ssl);
            objection = trust.Objection(host, peer.Leaf, peer.All, () => peer.IsFor(host));
        }
        catch (CryptographicException error)
        {
            objection = $"its certificate cannot be judged: {error.Message.TrimEnd('.')}";
        }
        return objection is null ? null : new NetworkFault(FaultKind.NotSecured, objection);
    }

    private static string Detail(TlsWire wire)
    {
        if (wire.HasEnded)
            return "the server closed the connection";
        var reason = LibCrypto.Reason(LibCrypto.FirstError());
        return reason == 0 ? "OpenSSL does not say why" : Marshal.PtrToStringUTF8(reason)!;
    }

    private Transferred Stopped(int error, int total)
    {
        var isOver = error is LibSsl.ZeroReturn;
        // A time-out may be followed by another read; what is broken stays so.
        if (error is not (LibSsl.WantRead or LibSsl.ZeroReturn))
            Fault = Why();
        if (total > 0 || isOver)
            return Transferred.Of(total);
        return Transferred.Failed(Fault ?? Wire.Fault ?? Faults.TimedOut);
    }
}
