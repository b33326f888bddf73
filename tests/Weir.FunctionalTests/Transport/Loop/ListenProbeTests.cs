using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Transport.Loop;

public sealed class ListenProbeTests
{
    [Theory]
    [InlineData(SocketType.Stream, ProtocolType.Tcp)]
    [InlineData(SocketType.Dgram, ProtocolType.Udp)]
    public void A_port_that_another_has_is_in_use(SocketType type, ProtocolType protocol)
    {
        using var other = new Socket(AddressFamily.InterNetwork, type, protocol);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (type == SocketType.Stream)
            other.Listen();

        Assert.Equal(ListenFailure.InUse, ListenProbe.Try((IPEndPoint)other.LocalEndPoint!, type));
    }

    /// <remarks>They are the kernel's for a minute (TIME_WAIT): a server that starts again must not wait for that.</remarks>
    [Fact]
    public void A_port_whose_connections_have_ended_is_free()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var at = (IPEndPoint)listener.LocalEndPoint!;
        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            client.Connect(at);
            using var server = listener.Accept();
            // Who ends first keeps the waiting connection.
            server.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, client.Receive(new byte[1]));
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, server.Receive(new byte[1]));
        }

        listener.Dispose();

        Assert.Equal(ListenFailure.None, ListenProbe.Try(at, SocketType.Stream));
    }
}
