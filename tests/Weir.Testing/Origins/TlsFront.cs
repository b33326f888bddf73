using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Testing.Origins;

/// <summary>Takes TLS connections on loopback and passes what comes on to an origin in the clear.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly int _port;
    private readonly LoopbackPeer _peer;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens at once.</summary>
    public TlsFront(MisbehavingOrigin origin, X509Certificate2 certificate)
    {
        _certificate = certificate;
        _port = origin.Port;
        _peer = new LoopbackPeer(PassAsync);
    }

    /// <summary>Connections that come from now on have their handshake only when this is over.</summary>
    public Task HoldUntil { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the first connection is held.</summary>
    public Task Held => _held.Task;

    public string Url(string path = "/file.bin") => $"https://{IPAddress.Loopback}:{_peer.Port}{path}";

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private async Task PassAsync(Socket client, CancellationToken stop)
    {
        if (HoldUntil is { IsCompleted: false } hold)
        {
            _held.TrySetResult();
            await hold.WaitAsync(stop);
        }

        using var origin = new TcpClient();
        // Its end shuts the connection down first: bytes that nobody has read must not reset it before the last are there.
        await using var secure = new SslStream(new NetworkStream(client, ownsSocket: true));
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            stop
        );
        await origin.ConnectAsync(IPAddress.Loopback, _port, stop);
        // Either side's end is the end of both.
        await await Task.WhenAny(
            secure.CopyToAsync(origin.GetStream(), stop),
            origin.GetStream().CopyToAsync(secure, stop)
        );
    }
}
