using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Testing.Origins;

/// <summary>Takes TLS connections on loopback and passes what comes on to an origin in the clear.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly int _port;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens at once.</summary>
    public TlsFront(MisbehavingOrigin origin, X509Certificate2 certificate)
    {
        _certificate = certificate;
        _port = origin.Port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Connections that come from now on have their handshake only when this is over.</summary>
    public Task HoldUntil { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the first connection is held.</summary>
    public Task Held => _held.Task;

    public string Url(string path = "/file.bin") => $"https://{_listener.LocalEndpoint}{path}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var origin = new TcpClient();
        try
        {
            if (HoldUntil is { IsCompleted: false } hold)
            {
                _held.TrySetResult();
                await hold.WaitAsync(_stop.Token);
            }
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate },
                _stop.Token
            );
            await origin.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            // Either side's end is the end of both.
            await await Task.WhenAny(
                secure.CopyToAsync(origin.GetStream(), _stop.Token),
                origin.GetStream().CopyToAsync(secure, _stop.Token)
            );
        }
        catch (Exception error)
            when (error is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // Whoever has seen enough goes away.
        }
    }
}
