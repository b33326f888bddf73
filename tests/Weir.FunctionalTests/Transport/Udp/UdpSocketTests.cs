using System.Net;
using System.Net.Sockets;
using Weir.Testing.Drivers;
using Weir.Transport.Blocking;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.FunctionalTests.Transport.Udp;

public sealed class UdpSocketTests
{
    private readonly byte[] _buffer = new byte[UdpSocket.MaxPayload];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_datagram_comes_with_its_sender_its_time_and_its_TTL(string address)
    {
        using var server = Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        using var client = Connect(server.LocalEndPoint);
        var before = TimeProvider.System.GetUtcNow();
        Assert.Null(client.Send([1, 2, 3]));
        var arrival = Receive(server);

        Assert.Equal([1, 2, 3], _buffer[..arrival.Length]);
        Assert.Equal(client.LocalEndPoint, arrival.From.ToEndPoint());
        Assert.Equal(NativeOnly.Ttl(UdpOptions.MeasuringTtl), arrival.Ttl);
        Assert.InRange(arrival.At, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        Assert.True(arrival.Timestamp <= TimeProvider.System.GetTimestamp());

        Assert.Null(server.SendTo([4], arrival.From));
        Assert.Equal(server.LocalEndPoint, Receive(client).From.ToEndPoint());
        Assert.Equal(4, _buffer[0]);
    }

    [Fact]
    public void A_socket_of_IPv6_that_listens_everywhere_speaks_IPv4_too()
    {
        using var server = Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        using var client = Connect(new IPEndPoint(IPAddress.Loopback, server.LocalEndPoint.Port));
        Assert.Null(client.Send([5]));
        Assert.Null(server.SendTo([6], Receive(server).From));

        Assert.Equal(1, Receive(client).Length);
        Assert.Equal(6, _buffer[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(UdpSocket.MaxPayload)]
    public void Datagrams_of_any_size_pass_whole(int length)
    {
        using var server = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = Connect(server.LocalEndPoint);
        Assert.Null(client.Send(new byte[length]));

        Assert.Equal(length, Receive(server).Length);
    }

    [Fact]
    public void More_than_UDP_carries_is_refused()
    {
        using var server = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = Connect(server.LocalEndPoint);

        Assert.Contains("too large", client.Send(new byte[UdpSocket.MaxPayload + 1])!.Reason);
    }

    [Fact]
    public void A_closed_port_refuses()
    {
        IPEndPoint place;
        using (var gone = Bind(new IPEndPoint(IPAddress.Loopback, 0)))
            place = gone.LocalEndPoint;
        using var client = Connect(place);
        Assert.Null(client.Send([1]));

        Assert.False(client.TryReceive(_buffer, out _, out var fault));
        Assert.Equal(FaultKind.Refused, fault);
    }

    [Fact]
    public void A_receive_ends_by_itself_when_nothing_comes()
    {
        using var server = Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.False(server.TryReceive(_buffer, out _, out var fault));
        Assert.Equal(FaultKind.TimedOut, fault);
    }

    [Fact]
    public void A_port_in_use_is_told()
    {
        using var server = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var failure = UdpSocket.TryBind(server.LocalEndPoint, new UdpOptions(), TimeProvider.System, out var second);

        Assert.Equal(ListenFailure.InUse, failure);
        Assert.Null(second);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Packets_carry_their_DSCP(string address)
    {
        var at = new IPEndPoint(IPAddress.Parse(address), 0);
        using var receiver = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(at);
        var fault = UdpSocket.TryConnect(
            address,
            ((IPEndPoint)receiver.LocalEndPoint!).Port,
            new UdpOptions { Dscp = 46 },
            TimeProvider.System,
            out var sender
        );
        Assert.Null(fault);
        using (sender)
        {
            // What the kernel will put into the head: IP_TOS = 1 of level 0, IPV6_TCLASS = 67 of level 41.
            var isIpv4 = at.AddressFamily == AddressFamily.InterNetwork;
            Assert.Equal(46 << 2, sender!.ReadOption(isIpv4 ? 0 : 41, isIpv4 ? 1 : 67));
        }
    }

    [Fact]
    public void Localhost_is_IPv4_first_as_what_listens_there()
    {
        var fault = UdpSocket.TryConnect("localhost", 9, new UdpOptions(), TimeProvider.System, out var socket);
        Assert.Null(fault);
        using (socket)
            Assert.Equal(IPAddress.Loopback, socket!.LocalEndPoint.Address);
    }

    [Fact]
    public void A_name_that_is_not_known_is_a_fault()
    {
        var fault = UdpSocket.TryConnect("no-such.invalid", 9, new UdpOptions(), TimeProvider.System, out _);

        Assert.Equal(FaultKind.NameNotFound, fault!.Kind);
    }

    private Arrival Receive(UdpSocket socket)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (socket.TryReceive(_buffer, out var arrival, out _))
                return arrival;
        }

        throw new TimeoutException("No datagram came.");
    }

    private static UdpSocket Bind(IPEndPoint at)
    {
        Assert.Equal(ListenFailure.None, UdpSocket.TryBind(at, new UdpOptions(), TimeProvider.System, out var socket));
        return socket!;
    }

    private static UdpSocket Connect(IPEndPoint to)
    {
        var fault = UdpSocket.TryConnect(
            to.Address.ToString(),
            to.Port,
            new UdpOptions(),
            TimeProvider.System,
            out var socket
        );
        Assert.Null(fault);
        return socket!;
    }
}
