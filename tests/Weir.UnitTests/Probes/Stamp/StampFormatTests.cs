using System.Net;
using Weir.Probes.Session;
using Weir.Probes.Stamp;
using Weir.Testing.Time;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class StampFormatTests
{
    private static readonly ClockQuality Good = new(IsSynchronized: true, TimeSpan.FromMilliseconds(1));
    private static readonly UdpPeer Sender = UdpPeer.Of(new IPEndPoint(IPAddress.Loopback, 40_000));
    private static readonly TimeSpan Leg = TimeSpan.FromMilliseconds(10);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Delays_of_both_directions_and_the_residence_come_from_the_four_times()
    {
        var reply = Exchange(Good, Good, size: 60);

        Assert.Equal((Leg, TimeSpan.FromMilliseconds(3), Leg), (reply.Forward, reply.Residence, reply.Backward));
        Assert.Equal((0u, 0u, (byte?)64), (reply.Sequence, reply.ReflectorSequence, reply.Ttl));
    }

    [Fact]
    public void With_the_counters_of_the_reflector_its_numbers_are_its_own()
    {
        Assert.True(Exchange(Good, Good, size: 60).CountsOwn);
        Assert.False(Exchange(Good, Good, size: 44).CountsOwn);
    }

    [Fact]
    public void The_error_is_known_when_both_clocks_are_synchronized()
    {
        var both = Exchange(Good, Good, size: 44).ClockError;
        Assert.InRange(both!.Value, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2.1));
        Assert.Null(Exchange(Good, default, size: 44).ClockError);
        Assert.Null(Exchange(default, Good, size: 44).ClockError);
    }

    [Fact]
    public void Replies_to_other_sessions_are_none()
    {
        var packet = new byte[44];
        new StampReply { Ssid = 8 }.Write(packet);
        Assert.False(new StampFormat(7, Good).TryRead(packet, default, default, null, out _));

        // A reflector that knows no SSID returns zeros.
        new StampReply().Write(packet);
        Assert.True(new StampFormat(7, Good).TryRead(packet, default, default, null, out _));
        Assert.False(new StampFormat(7, Good).TryRead(packet.AsSpan(0, 35), default, default, null, out _));
    }

    private ProbeReply Exchange(ClockQuality ours, ClockQuality theirs, int size)
    {
        var format = new StampFormat(7, ours);
        var reflector = new StampReflector(_time, () => theirs);
        var packet = new byte[size];
        format.Write(packet, 0, _time.GetUtcNow());
        _time.Advance(Leg);
        var arrival = new Arrival(size, Sender, _time.GetTimestamp(), _time.GetUtcNow(), 64);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        var answer = new byte[size];
        Assert.Equal(size, reflector.Reflect(packet, arrival, answer));
        _time.Advance(Leg);
        Assert.True(format.TryRead(answer, _time.GetUtcNow(), TimeSpan.FromSeconds(1), 64, out var reply));
        return reply;
    }
}
