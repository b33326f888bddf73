using Weir.Cli.Proxying;
using Weir.Measurements.Units;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;
using Weir.Proxy.Serving;

namespace Weir.UnitTests.Cli.Proxying;

public class ProxyTextTests
{
    private static readonly ProxyStatus Status = new(
        Clients: 2,
        Requests: 12,
        Hits: 6,
        Revalidated: 2,
        Misses: 2,
        Passed: 1,
        Failed: 1,
        Bytes: 3 << 20,
        BytesFetched: 1 << 20,
        Entries: 1,
        new ByteSize(2 << 20),
        new ByteSize(256 << 20)
    )
    {
        Disk = new DiskStatus(4, new ByteSize(1L << 30), new ByteSize(10L << 30), 0, 0),
    };

    [Fact]
    public void The_screen_tells_hits_bytes_saved_and_room() =>
        Assert.Equal(
            [
                "12 requests from 2 clients now connected, 1 failed",
                "6 hits, 2 revalidated, 2 misses (80 %), 1 passed",
                "2 MiB saved: 3 MiB sent, 1 MiB fetched",
                "memory 2 MiB of 256 MiB in 1 entry; disk 1 GiB of 10 GiB in 4 entries",
            ],
            ProxyText.Lines(Status)
        );

    [Fact]
    public void The_first_line_has_the_room_of_both_tiers()
    {
        Assert.Equal("memory 256 MiB, disk 10 GiB", ProxyText.Room(Status));
        Assert.Equal("memory 256 MiB", ProxyText.Room(Status with { Disk = null }));
    }

    [Fact]
    public void An_object_tells_how_often_it_was_asked_for()
    {
        var stored = new StoredObject("http://a/f", 1200, 14 << 10, TimeSpan.FromSeconds(55.5));

        Assert.Equal("   1200 hits     14 KiB     55 s  http://a/f", ProxyText.Line(stored));
        Assert.Contains(" stale ", ProxyText.Line(stored with { TimeToLive = TimeSpan.FromSeconds(-1) }));
    }

    [Fact]
    public void A_server_that_is_down_tells_why()
    {
        Assert.True(UpstreamAddress.TryParse("http://a:8000", out var address, out _));

        Assert.Equal(
            "down http://a:8000  0 under way, 3 answers, 1 failure  (connection refused)",
            ProxyText.Line(new UpstreamStatus(address, false, "connection refused", 0, 3, 1))
        );
    }
}
