using System.Net;
using System.Net.Sockets;
using Weir.Measurements.Records;
using Weir.Probes.Loading;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Testing.Drivers;
using Weir.Testing.Origins;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Probes;

/// <summary>Targets that are no reflectors, and many sessions at one that is.</summary>
public sealed class TargetsTests
{
    private static readonly ProbeOptions Quick = new()
    {
        Agent = "here",
        Count = 10,
        Interval = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public async Task A_port_that_accepts_gives_the_time_of_a_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var record = await ProbeAsync($"tcp:127.0.0.1:{Port(listener)}");

        Assert.Equal((ProbeOutcome.Ok, "tcp", 10, 10), (record.Outcome, record.Protocol, record.Sent, record.Received));
        Assert.Equal(record.Rtt!.Histogram, record.Connect!.Histogram);
        Assert.Null(record.Response);
    }

    [Theory]
    [InlineData("tcp:127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}/")]
    public async Task A_port_that_refuses_is_a_failure_with_its_reason(string form)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = Port(listener);
        listener.Stop();
        var record = await ProbeAsync(string.Format(null, form, port));

        Assert.Equal((ProbeOutcome.Failed, 10, 0, 10), (record.Outcome, record.Sent, record.Received, record.Lost));
        Assert.Contains("connection refused", record.Error);
    }

    [Fact]
    public async Task A_web_server_gives_connection_and_first_byte()
    {
        await using var origin = new MisbehavingOrigin("content"u8.ToArray());
        var record = await ProbeAsync(origin.Url("/f"));

        Assert.Equal((ProbeOutcome.Ok, "http", 10), (record.Outcome, record.Protocol, record.Received));
        Assert.Equal(10, record.Connect!.Histogram.Sum(bucket => bucket.Count));
        Assert.Equal(10, record.Response!.Histogram.Sum(bucket => bucket.Count));
        Assert.True(record.Rtt!.Min >= record.Connect.Min + record.Response.Min);
        Assert.Null(record.Tls);
    }

    [Fact]
    public async Task A_host_answers_echo_requests_where_they_are_permitted()
    {
        var record = await ProbeAsync("icmp:127.0.0.1");
        Assert.SkipWhen(record.Error?.Contains("not permitted", StringComparison.Ordinal) ?? false, record.Error ?? "");

        Assert.Equal((ProbeOutcome.Ok, "icmp", 10, 0), (record.Outcome, record.Protocol, record.Received, record.Lost));
        Assert.Equal(NativeOnly.HasPacketFacts, record.Ttl is >= 1 and <= 255);
        Assert.Equal(NativeOnly.HasPacketFacts ? TimestampSource.Kernel : TimestampSource.Process, record.Timestamps);
    }

    [Fact]
    public async Task A_thousand_sessions_side_by_side_lose_nothing()
    {
        using var reflector = Reflector();
        var options = Quick with { Interval = TimeSpan.FromMilliseconds(500), Count = 3 };
        var target = new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", reflector.EndPoint.Port);
        var clients = Enumerable.Range(1, 1000).Select(n => (string?)$"{n}").ToList();
        var records = await new Prober(target, options, TimeProvider.System).RunAsync(
            clients,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(clients, records.Select(record => record.Client));
        Assert.All(records, record => Assert.Equal((3, 3, 0), (record.Sent, record.Received, record.LostForward)));
    }

    [Fact]
    public async Task A_burst_arrives_whole()
    {
        using var reflector = Reflector();
        var packets = new List<PacketRecord>();
        var options = Quick with { Interval = TimeSpan.Zero, Count = 500, OnPacket = packets.Add };
        var record = await ProbeAsync($"127.0.0.1:{reflector.EndPoint.Port}", options);

        Assert.Equal((500, 500, 0), (record.Sent, record.Received, record.LateSends));
        Assert.Equal(Enumerable.Range(0, 500).Select(n => (long)n), packets.Select(packet => packet.Sequence));
        Assert.All(packets, packet => Assert.Equal(("received", 0), (packet.Fate, packet.Duplicates)));
    }

    [Fact]
    public async Task A_load_is_downloaded_while_the_path_is_probed_again()
    {
        await using var origin = new MisbehavingOrigin(new byte[4 << 20]);
        using var reflector = Reflector();
        var record = await LoadedAsync(reflector, origin.Url("/f"));

        Assert.Equal((ProbeOutcome.Ok, 10, null), (record.Outcome, record.Received, record.UnderLoad!.Error));
        Assert.Equal(10, record.UnderLoad.Received);
        Assert.True(record.UnderLoad.Bytes > 0);
        Assert.Equal("dslreports", record.UnderLoad.GradeScheme);
        Assert.NotNull(record.UnderLoad.BufferDelayRatio);
    }

    [Fact]
    public async Task A_load_that_does_not_come_is_told_and_the_idle_path_still_measured()
    {
        using var reflector = Reflector();
        var record = await LoadedAsync(reflector, $"http://127.0.0.1:{reflector.EndPoint.Port}/f");

        Assert.Equal((ProbeOutcome.Ok, 10), (record.Outcome, record.Received));
        Assert.Contains("could not be downloaded: connection refused", record.UnderLoad!.Error);
    }

    private static Task<ProbeRecord> LoadedAsync(ReflectorServer reflector, string url) =>
        new LoadedProbe(
            new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", reflector.EndPoint.Port),
            Target(url),
            Quick,
            TimeProvider.System
        ).RunAsync(TestContext.Current.CancellationToken);

    private static Task<ProbeRecord> ProbeAsync(string target, ProbeOptions? options = null) =>
        new Prober(Target(target), options ?? Quick, TimeProvider.System).RunAsync(
            TestContext.Current.CancellationToken
        );

    private static ProbeTarget Target(string text)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target, out var problem), problem);
        return target;
    }

    private static ReflectorServer Reflector()
    {
        var failure = ReflectorServer.TryStart(
            new IPEndPoint(IPAddress.Loopback, 0),
            _ => new StampReflector(TimeProvider.System),
            TimeProvider.System,
            out var server
        );
        Assert.Equal(ListenFailure.None, failure);
        return server!;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
