using System.Net;
using System.Net.Sockets;

namespace Weir.InteropTests.Scenarios;

/// <summary>A TCP path to a port of this machine that can be cut and mended.</summary>
internal sealed class CuttablePath : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly List<Socket> _open = [];
    private readonly Lock _gate = new(); // guards _open and _listener
    private readonly int _port;
    private Socket? _listener;

    public CuttablePath(int targetPort, int port)
    {
        (_target, _port) = (new IPEndPoint(IPAddress.Loopback, targetPort), port);
        Mend();
    }

    public int Port => _port;

    /// <summary>Connections are reset, and new ones refused.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (var socket in _open)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }

            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate)
        {
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, _port));
            _listener.Listen();
            _ = AcceptAsync(_listener);
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptAsync();
                var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                lock (_gate)
                {
                    if (_listener != listener)
                    {
                        near.Dispose();
                        far.Dispose();
                        return;
                    }

                    _open.AddRange([near, far]);
                }

                await far.ConnectAsync(_target);
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                for (var sent = 0; sent < count; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was cut, or one end went away.
        }
    }
}
