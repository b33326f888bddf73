using FsCheck;
using FsCheck.Fluent;
using Weir.Probes.Stamp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class StampCodecTests
{
    private static readonly Gen<ulong> Numbers = ArbMap.Default.GeneratorFor<ulong>();

    [Fact]
    public void A_request_lies_on_the_wire_as_RFC_8762_section_4_2_1_draws_it()
    {
        var packet = new byte[44];
        packet.AsSpan().Fill(0xFF);
        new StampRequest(0x01020304, new NtpTimestamp(0x1112131415161718), new ErrorEstimate(0x8A0B), 0x2122).Write(
            packet
        );

        Assert.Equal("0102030411121314151617188A0B2122" + new string('0', 56), Convert.ToHexString(packet));
    }

    [Fact]
    public void A_reply_lies_on_the_wire_as_RFC_8762_section_4_3_1_draws_it()
    {
        var packet = new byte[44];
        packet.AsSpan().Fill(0xFF);
        new StampReply(
            0x01020304,
            new NtpTimestamp(0x1112131415161718),
            new ErrorEstimate(0x8A0B),
            0x2122,
            new NtpTimestamp(0x3132333435363738),
            0x41424344,
            new NtpTimestamp(0x5152535455565758),
            new ErrorEstimate(0x0C0D),
            0x40
        ).Write(packet);

        Assert.Equal(
            "01020304"
                + "1112131415161718"
                + "8A0B"
                + "2122"
                + "3132333435363738"
                + "41424344"
                + "5152535455565758"
                + "0C0D"
                + "0000"
                + "40"
                + "000000",
            Convert.ToHexString(packet)
        );
    }

    [Fact]
    public void A_request_is_read_as_it_was_written() =>
        Prop.ForAll(
                Numbers.Zip(Numbers).ToArbitrary(),
                sample =>
                {
                    var (a, b) = sample;
                    var request = new StampRequest(
                        (uint)a,
                        new NtpTimestamp(b),
                        new ErrorEstimate((ushort)(a >> 32)),
                        (ushort)(a >> 48)
                    );
                    var packet = new byte[44];
                    request.Write(packet);
                    return StampRequest.TryRead(packet, out var read) && read == request;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_reply_is_read_as_it_was_written() =>
        Prop.ForAll(
                Numbers.Zip(Numbers).Zip(Numbers).ToArbitrary(),
                sample =>
                {
                    var ((a, b), c) = sample;
                    var reply = new StampReply(
                        (uint)a,
                        new NtpTimestamp(b),
                        new ErrorEstimate((ushort)c),
                        (ushort)(a >> 32),
                        new NtpTimestamp(c),
                        (uint)(b >> 7),
                        new NtpTimestamp(a),
                        new ErrorEstimate((ushort)(a >> 48)),
                        (byte)c
                    );
                    var packet = new byte[44];
                    reply.Write(packet);
                    return StampReply.TryRead(packet, out var read) && read == reply;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_packet_of_TWAMP_Light_has_no_SSID_where_its_padding_is()
    {
        var packet = new byte[44];
        packet.AsSpan().Fill(7);

        Assert.True(StampRequest.TryRead(packet, out var padded));
        Assert.Equal(0, padded.Ssid);
        Assert.True(StampRequest.TryRead(packet.AsSpan(0, 14), out _));
        Assert.False(StampRequest.TryRead(packet.AsSpan(0, 13), out _));
    }

    [Theory]
    [InlineData(44, "")]
    [InlineData(47, "000000")]
    [InlineData(48, "80010000")]
    [InlineData(50, "800100020000")]
    [InlineData(60, "8005000C" + "00000007" + "0000000000000000")]
    [InlineData(66, "8005000C" + "00000007" + "0000000000000000" + "80010002" + "0000")]
    public void What_is_behind_the_base_packet_is_made_of_TLVs(int size, string rest)
    {
        var packet = new byte[size];
        packet.AsSpan().Fill(0xFF);
        StampTlv.WriteRequest(packet, sent: 7);

        Assert.Equal(rest, Convert.ToHexString(packet.AsSpan(44)));
    }

    [Theory]
    // Counters: understood with state, returned with U without.
    [InlineData("8005000C000000070000000000000000", "0005000C000000070000000300000002", true)]
    [InlineData("8005000C000000070000000000000000", "8005000C000000070000000000000000", false)]
    // Padding is understood; an unknown type keeps its U, or gets it; what follows is looked at all the same.
    [InlineData("80010001AA80090001BB80010000", "00010001AA80090001BB00010000", true)]
    [InlineData("00090000", "80090000", true)]
    // Too long for the packet, and counters of the wrong length: M, and U cleared; all behind stays.
    [InlineData("80010009AA", "40010009AA", true)]
    [InlineData("80050004AAAAAAAA80010000", "40050004AAAAAAAA80010000", true)]
    // Zeros are no TLVs; three octets neither.
    [InlineData("0000000080010000", "0000000080010000", true)]
    [InlineData("800100", "800100", true)]
    public void TLVs_are_reflected_as_RFC_8972_section_4_says(string request, string reply, bool hasState)
    {
        var rest = Convert.FromHexString(request);
        StampTlv.Reflect(rest, hasState ? 3 : null, hasState ? 2 : null);

        Assert.Equal(reply, Convert.ToHexString(rest));
    }

    [Theory]
    [InlineData("0005000C000000070000000300000002", 2)]
    [InlineData("8005000C000000070000000300000002", null)]
    [InlineData("0005000C00000007000000030000", null)]
    [InlineData("00000000000000000000000000000000", null)]
    public void Counters_that_the_reflector_did_not_fill_in_tell_nothing(string rest, int? replied) =>
        Assert.Equal((uint?)replied, StampTlv.ReadReplied(Convert.FromHexString(rest)));
}
