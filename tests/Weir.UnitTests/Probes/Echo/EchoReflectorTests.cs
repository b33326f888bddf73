using System.Net;
using Weir.Probes.Echo;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Probes.Echo;

public sealed class EchoReflectorTests
{
    private readonly EchoReflector _reflector = new(7007);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1472)]
    public void A_datagram_goes_back_as_it_came(int length)
    {
        var request = new byte[length];
        new Random(1).NextBytes(request);
        var reply = new byte[length];

        Assert.Equal(length, _reflector.Reflect(request, From(40_000, length), reply));
        Assert.Equal(request, reply);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(53)]
    [InlineData(123)]
    [InlineData(1023)]
    [InlineData(7007)]
    public void Ports_behind_which_something_answers_get_nothing(int port) =>
        Assert.Null(_reflector.Reflect(new byte[5], From(port, 5), new byte[5]));

    [Fact]
    public void A_packet_of_a_probe_is_read_as_it_was_written()
    {
        var packet = new byte[20];
        packet.AsSpan().Fill(0xFF);
        new EchoPacket(0x01020304, 0x1112131415161718).Write(packet);

        Assert.Equal("010203041112131415161718" + new string('0', 16), Convert.ToHexString(packet));
        Assert.True(EchoPacket.TryRead(packet, out var read));
        Assert.Equal(new EchoPacket(0x01020304, 0x1112131415161718), read);
        Assert.False(EchoPacket.TryRead(packet.AsSpan(0, 11), out _));
    }

    [Fact]
    public void Replies_to_other_sessions_are_none()
    {
        var packet = new byte[60];
        new EchoFormat(1).Write(packet, 3, default);

        Assert.True(new EchoFormat(1).TryRead(packet, default, TimeSpan.FromSeconds(2), 64, out var reply));
        Assert.Equal((3u, 60, (byte?)64), (reply.Sequence, reply.Bytes, reply.Ttl));
        Assert.Null(reply.Residence);
        Assert.False(new EchoFormat(2).TryRead(packet, default, default, null, out _));
    }

    private static Arrival From(int port, int length) =>
        new(length, UdpPeer.Of(new IPEndPoint(IPAddress.Loopback, port)), 0, default, null);
}
