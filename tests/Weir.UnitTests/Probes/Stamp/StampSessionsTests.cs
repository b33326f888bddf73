using System.Net;
using Weir.Probes.Stamp;
using Weir.Transport.Udp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class StampSessionsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly StampSessions _sessions = new(capacity: 2, expiry: 10 * Second);

    [Fact]
    public void Newcomers_get_no_state_while_all_places_are_taken()
    {
        Assert.Equal(0u, _sessions.Next(Key(1), Second));
        Assert.Equal(0u, _sessions.Next(Key(2), Second));
        Assert.Null(_sessions.Next(Key(3), Second));
        Assert.Equal(1u, _sessions.Next(Key(1), Second));
        Assert.Equal(2, _sessions.Count);
    }

    [Fact]
    public void The_place_of_a_silent_session_goes_to_a_newcomer()
    {
        _sessions.Next(Key(1), Second);
        _sessions.Next(Key(2), 2 * Second);
        _sessions.Next(Key(1), 5 * Second);

        // 2 was silent for longer than 1, though it came later.
        Assert.Equal(0u, _sessions.Next(Key(3), 13 * Second));
        Assert.Equal(2u, _sessions.Next(Key(1), 13 * Second));
        Assert.Null(_sessions.Next(Key(2), 13 * Second));
    }

    [Fact]
    public void Address_port_and_SSID_make_a_session()
    {
        var one = new IPEndPoint(IPAddress.Loopback, 1);
        Assert.Equal(Key(1), new StampSessionKey(UdpPeer.Of(one), 0));
        Assert.NotEqual(Key(1), new StampSessionKey(UdpPeer.Of(one), 1));
        Assert.NotEqual(Key(1), Key(2));
        Assert.NotEqual(UdpPeer.Of(one), UdpPeer.Of(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 1)));
    }

    private static StampSessionKey Key(int port) => new(UdpPeer.Of(new IPEndPoint(IPAddress.Loopback, port)), 0);
}
