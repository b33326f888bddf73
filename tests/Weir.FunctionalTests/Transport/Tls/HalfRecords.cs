using System.Net;
using System.Net.Sockets;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>
/// Somebody between client and server who passes on the first long record (RFC 8446 5.1) in two halves, the second when
/// he is told to.
/// </summary>
internal sealed class HalfRecords : IDisposable
{
    private const int Header = 5;
    private const int Long = 8000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HalfRecords() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Begin(int server) => _ = PassAsync(server);

    public void GoOn() => _go.SetResult();

    public void Dispose()
    {
        _go.TrySetResult();
        _listener.Dispose();
    }

    private async Task PassAsync(int port)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port);
        var forth = client.GetStream().CopyToAsync(server.GetStream());
        try
        {
            await PassRecordsAsync(server.GetStream(), client.GetStream());
            client.Client.Shutdown(SocketShutdown.Send);
            await forth;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // One of them has gone.
        }
    }

    private async Task PassRecordsAsync(NetworkStream from, NetworkStream to)
    {
        var record = new byte[Header + (1 << 15)];
        while (await from.ReadAtLeastAsync(record.AsMemory(0, Header), Header, throwOnEndOfStream: false) == Header)
        {
            var length = Header + (record[3] << 8 | record[4]);
            await from.ReadExactlyAsync(record.AsMemory(Header, length - Header));
            var half = length > Long ? length / 2 : 0;
            await to.WriteAsync(record.AsMemory(0, half));
            if (half > 0)
                await _go.Task;
            await to.WriteAsync(record.AsMemory(half, length - half));
        }
    }
}
