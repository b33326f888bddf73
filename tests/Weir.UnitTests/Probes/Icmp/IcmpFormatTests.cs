using Weir.Probes.Icmp;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Probes.Icmp;

public sealed class IcmpFormatTests
{
    private const ulong Session = 0x1122334455667788;

    private static readonly IcmpFormat Ping = new(new IcmpMode(IsRaw: false, IsIpv6: false), Session);
    private static readonly IcmpFormat Raw = new(new IcmpMode(IsRaw: true, IsIpv6: false), Session);

    [Fact]
    public void A_request_is_laid_out_as_RFC_792_says_and_sums_to_zero()
    {
        var packet = Request(0x00010203);

        Assert.Equal([8, 0], packet[..2]);
        Assert.Equal([0x02, 0x03], packet[6..8]);
        Assert.Equal(0, InternetChecksum.Of(packet));
    }

    [Fact]
    public void The_example_of_RFC_1071_has_its_sum() =>
        // Section 3: 00 01 f2 03 f4 f5 f6 f7 sum to ddf2.
        Assert.Equal(unchecked((ushort)~0xddf2), InternetChecksum.Of([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));

    [Fact]
    public void A_reply_is_that_of_its_session_and_whole_number()
    {
        var packet = Request(70_000);
        packet[0] = 0;

        Assert.True(Ping.TryRead(packet, default, TimeSpan.FromSeconds(1), ttl: 64, out var reply));
        Assert.Equal((70_000u, 64, (byte?)64), (reply.Sequence, reply.Bytes, reply.Ttl));
        var other = new IcmpFormat(default, Session + 1);
        Assert.False(other.TryRead(packet, default, default, null, out _));
    }

    [Fact]
    public void A_raw_socket_gives_the_IPv4_head_too_and_its_own_requests()
    {
        var request = Request(5);
        byte[] head = [0x46, .. new byte[23]];
        Assert.False(Raw.TryRead([.. head, .. request], default, default, null, out _));
        request[0] = 0;

        Assert.True(Raw.TryRead([.. head, .. request], default, default, null, out var reply));
        Assert.Equal(5u, reply.Sequence);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x4F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void What_is_too_short_is_no_reply(byte[] packet)
    {
        Assert.False(Ping.TryRead(packet, default, default, null, out _));
        Assert.False(Raw.TryRead(packet, default, default, null, out _));
    }

    private static byte[] Request(uint sequence)
    {
        var packet = new byte[64];
        Ping.Write(packet, sequence, DateTimeOffset.UnixEpoch);
        return packet;
    }
}
