using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.FunctionalTests.Origin;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>A server on loopback that does with each connection what a test says.</summary>
internal sealed class TlsPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <summary>Listens at once.</summary>
    public TlsPeer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>One that shakes hands first.</summary>
    /// <param name="seesName">Gets the name that the client asks for, "" without one.</param>
    public static TlsPeer Secure(
        Func<SslStream, Socket, CancellationToken, Task> serve,
        CertificateChain? chain = null,
        SslProtocols versions = SslProtocols.Tls13,
        Action<string>? seesName = null
    )
    {
        var identity = SslStreamCertificateContext.Create(
            (chain ?? TestCertificate.Localhost).Leaf,
            chain?.Intermediates,
            offline: true
        );
        return new TlsPeer(
            async (socket, end) =>
            {
                await using var ssl = new SslStream(new NetworkStream(socket));
                await ssl.AuthenticateAsServerAsync(
                    (_, hello, _, _) =>
                    {
                        seesName?.Invoke(hello.ServerName);
                        return ValueTask.FromResult(
                            new SslServerAuthenticationOptions
                            {
                                ServerCertificateContext = identity,
                                EnabledSslProtocols = versions,
                                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                            }
                        );
                    },
                    null,
                    end
                );
                await serve(ssl, socket, end);
            }
        );
    }

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
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        using var socket = accepted;
        try
        {
            await _serve(socket, _stop.Token);
        }
        catch (Exception error)
            when (error is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // The client has gone, or the test is over.
        }
    }
}
