using System.Net;
using Weir.Probes.Stamp;
using Weir.Testing.Time;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class StampReflectorTests
{
    private static readonly UdpPeer Sender = UdpPeer.Of(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40_000));

    private readonly ManualTimeProvider _time = new();
    private readonly StampReflector _reflector;

    public StampReflectorTests()
    {
        _reflector = new StampReflector(_time, () => new ClockQuality(IsSynchronized: true, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_reply_carries_what_came_and_when()
    {
        var sent = new StampRequest(9, NtpTimestamp.Of(_time.GetUtcNow()), new ErrorEstimate(0x0101), 77);
        var request = Packet(sent, 44);
        var arrived = Arrival(44);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        var reply = Read(Reflect(request, arrived));

        Assert.Equal((9u, sent.Sent, sent.Error), (reply.SenderSequence, reply.SenderSent, reply.SenderError));
        Assert.Equal((77, 61), (reply.Ssid, reply.SenderTtl));
        Assert.Equal(NtpTimestamp.Of(arrived.At), reply.Received);
        Assert.Equal(TimeSpan.FromMilliseconds(2), reply.Replied - reply.Received);
        Assert.True(reply.Error.IsSynchronized);
    }

    [Fact]
    public void Each_session_is_counted_from_zero_whatever_the_sender_counts()
    {
        Assert.Equal(0u, Read(Reflect(Packet(5, ssid: 1))).Sequence);
        Assert.Equal(1u, Read(Reflect(Packet(8, ssid: 1))).Sequence);
        Assert.Equal(0u, Read(Reflect(Packet(9, ssid: 2))).Sequence);
        Assert.Equal(2u, Read(Reflect(Packet(9, ssid: 1))).Sequence);
    }

    [Fact]
    public void A_session_ends_after_REFWAIT()
    {
        Reflect(Packet(0));
        _time.Advance(StampReflector.Expiry);
        Assert.Equal(1u, Read(Reflect(Packet(1))).Sequence);
        _time.Advance(StampReflector.Expiry + TimeSpan.FromTicks(1));
        Assert.Equal(0u, Read(Reflect(Packet(2))).Sequence);
    }

    [Fact]
    public void A_reply_is_as_long_as_its_request_and_never_longer()
    {
        for (var length = 0; length < 100; length++)
        {
            var request = Packet(3, size: Math.Max(44, length)).AsSpan(0, length).ToArray();
            var reply = new byte[200];
            var written = _reflector.Reflect(request, Arrival(length), reply);

            Assert.Equal(length < StampRequest.ShortestSize ? null : length, written);
            Assert.DoesNotContain(reply.AsSpan(length).ToArray(), octet => octet != 0);
        }
    }

    [Fact]
    public void A_reply_is_never_answered()
    {
        var sent = new StampRequest(0, NtpTimestamp.Of(_time.GetUtcNow()), new ErrorEstimate(1), 5);
        var reply = Reflect(Packet(sent, 44));

        Assert.Null(Answer(reply));
        Assert.Null(Answer(reply[..36]));
    }

    [Fact]
    public void A_forged_request_does_not_circle_between_two_reflectors()
    {
        // Its timestamp is no time at all, so that the first answer is not yet known for one; the second is.
        var answer = Reflect(Reflect(Packet(0)));

        Assert.Null(Answer(answer));
    }

    [Fact]
    public void Requests_too_short_to_be_told_from_replies_are_answered_at_a_bounded_rate()
    {
        var request = Packet(0).AsSpan(0, 14).ToArray();
        int Answered() => Enumerable.Range(0, 1000).Count(_ => Answer(request) is not null);

        Assert.Equal(StampReflector.ShortRequestsPerSecond, Answered());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StampReflector.ShortRequestsPerSecond, Answered());
    }

    [Fact]
    public void Padding_of_TWAMP_Light_comes_back_untouched_and_belongs_to_one_session()
    {
        var request = new byte[100];
        request.AsSpan(14).Fill(0xA5);
        var first = Reflect(request);
        request[14] = 0x11;
        var second = Reflect(request);

        Assert.Equal(request[44..], first[44..]);
        Assert.Equal((0u, 1u), (Read(first).Sequence, Read(second).Sequence));
    }

    [Fact]
    public void Nothing_that_comes_breaks_it()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 20_000; i++)
        {
            var request = new byte[random.Next(0, 120)];
            random.NextBytes(request);
            if (i % 2 == 0 && request.Length > 16)
                request.AsSpan(16, Math.Min(28, request.Length - 16)).Clear();
            var written = Answer(request);

            Assert.True(written is null || written == request.Length);
        }
    }

    private static byte[] Packet(uint sequence, ushort ssid = 5, int size = 44) =>
        Packet(new StampRequest(sequence, new NtpTimestamp(1), new ErrorEstimate(1), ssid), size);

    private static byte[] Packet(StampRequest request, int size)
    {
        var packet = new byte[size];
        request.Write(packet);
        return packet;
    }

    private static StampReply Read(byte[] packet)
    {
        Assert.True(StampReply.TryRead(packet, out var reply));
        return reply;
    }

    private byte[] Reflect(byte[] request) => Reflect(request, Arrival(request.Length));

    private byte[] Reflect(byte[] request, Arrival arrival)
    {
        var reply = new byte[request.Length];
        Assert.Equal(request.Length, _reflector.Reflect(request, arrival, reply));
        return reply;
    }

    private int? Answer(byte[] request) =>
        _reflector.Reflect(request, Arrival(request.Length), new byte[request.Length]);

    private Arrival Arrival(int length) => new(length, Sender, _time.GetTimestamp(), _time.GetUtcNow(), 61);
}
