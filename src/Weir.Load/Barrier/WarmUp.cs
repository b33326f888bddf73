using System.Net;
using System.Net.Sockets;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Load.Barrier;

/// <summary>
/// Sends one request to a socket of this very process before the first run: the code of the first request is compiled when
/// it is first used, which would hold up all clients behind it by milliseconds.
/// </summary>
internal static class WarmUp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Lazy<bool> Done = new(Send);

    public static void Once() => _ = Done.Value;

    private static bool Send()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            // Without a loopback the first client is slower, and nothing worse.
            return false;
        }

        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var socket = BlockingSocket.Connect("127.0.0.1", port, Patience, TimeProvider.System, () => false, out _);
        if (socket is null)
            return false;
        using var connection = new ClientConnection(socket, TimeProvider.System);
        var request = new HeadWriter().StartRequest("GET"u8, "/"u8).Field("Host"u8, "localhost"u8);
        return connection.Send(request.End()) is null;
    }
}
