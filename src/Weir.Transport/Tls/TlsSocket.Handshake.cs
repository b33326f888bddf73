using System.Net.Security;
using Weir.Transport.Loop;

namespace Weir.Transport.Tls;

/// <summary>The way in: who comes is a TLS client, or is told that it should be one.</summary>
public sealed partial class TlsSocket
{
    /// <summary>ContentType handshake (RFC 8446 5.1): with it every ClientHello begins.</summary>
    private const byte HandshakeRecord = 22;

    /// <summary>What a client may send before it is known to be one; a ClientHello has a few hundred bytes, with post-quantum keys two thousand.</summary>
    private const int MostHandshakeBytes = 64 * 1024;

    private Task? _handshake;
    private int _handshakeBytes;

    /// <summary>Receives what comes and has the crew go on with it. Loop only.</summary>
    private void Advance()
    {
        if (_cipher.Send().Status == IoStatus.Failed)
        {
            Fail();
            return;
        }

        var received = _cipher.Receive();
        if (received == IoStatus.WouldBlock)
            return;
        _handshakeBytes += _cipher.Received.Length;
        if (received != IoStatus.Moved || _handshakeBytes > MostHandshakeBytes)
        {
            Fail();
            return;
        }

        if (_handshake is null && _cipher.Received[0] != HandshakeRecord)
        {
            RefusePlain();
            return;
        }

        _state = State.Stepping;
        _server.Handshakes.Add(this);
    }

    /// <summary>One step, on a thread of the pool: until the stream needs more, or the handshake is over.</summary>
    internal void Step()
    {
        if (_state == State.Stepping)
        {
            if (_handshake is null)
            {
                _ssl = new SslStream(_cipher, leaveInnerStreamOpen: true);
                _handshake = _ssl.AuthenticateAsServerAsync(_server.Options, CancellationToken.None);
            }
            else
            {
                _cipher.Resume();
            }
        }

        Loop.Post(static socket => ((TlsSocket)socket!).OnStepped(), this);
    }

    /// <summary>The loop has the streams again.</summary>
    private void OnStepped()
    {
        if (_handshake is { IsFaulted: true })
            _ = _handshake.Exception; // Seen: what was wrong with it is the client's affair.
        if (_state == State.Closed)
        {
            Release();
            return;
        }

        _state = State.Handshaking;
        if (_handshake is not { IsCompleted: true })
        {
            Advance();
            return;
        }

        // Whether the last message or an alert.
        var sent = _cipher.Send();
        if (!_handshake.IsCompletedSuccessfully || sent.Status == IoStatus.Failed)
        {
            Fail();
            return;
        }

        _state = State.Open;
        _cipher.IsOnLoop = true;
        _handler!.OnReady(LoopEvents.Readable | LoopEvents.Writable);
    }

    /// <summary>Somebody wrote http:// for https://, and can read the answer only in the clear.</summary>
    private void RefusePlain()
    {
        _ = _socket.Write(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 43\r\nConnection: close\r\n\r\nThis port speaks TLS; write https:// here.\n"u8
        );
        _socket.ShutdownWrite();
        Fail();
    }

    /// <summary>Who uses the connection closes it.</summary>
    private void Fail() => _handler!.OnReady(LoopEvents.Error);
}
