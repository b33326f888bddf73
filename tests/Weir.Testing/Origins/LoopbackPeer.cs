using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Weir.Testing.Origins;

/// <summary>A server on loopback that does with each connection what a test says, until its end.</summary>
public sealed class LoopbackPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <summary>Listens at once.</summary>
    /// <param name="serve">The connection is closed after it. Cancelled at the peer's end.</param>
    public LoopbackPeer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

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
