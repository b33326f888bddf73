using System.Net;
using Weir.FunctionalTests.Origin;
using Weir.Measurements.Records;
using Weir.Probes.Loading;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Testing.Files;
using Weir.Transport.Loop;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Probes;

/// <summary>Web servers that speak TLS, as targets and as what fills the path.</summary>
public sealed class TlsTargetsTests : IAsyncLifetime
{
    private static readonly TestContent Content = new(4 << 20);

    private TestOrigin _origin = null!;

    public async ValueTask InitializeAsync() =>
        _origin = await TestOrigin.StartAsync(folder => folder.Write("root/f", Content.Bytes.Span), isTls: true);

    public async ValueTask DisposeAsync() => await _origin.DisposeAsync();

    [Fact]
    public async Task A_web_server_gives_connection_handshake_and_first_byte()
    {
        var record = await ProbeAsync(Options(Pinned()));

        Assert.Equal((ProbeOutcome.Ok, "https", 5), (record.Outcome, record.Protocol, record.Received));
        foreach (var part in new[] { record.Connect, record.Tls, record.Response, record.Rtt })
            Assert.Equal(5, part!.Histogram.Sum(bucket => bucket.Count));
        Assert.True(record.Tls!.Min > 0);
        Assert.True(record.Rtt!.Min >= record.Connect!.Min + record.Tls.Min + record.Response!.Min);
    }

    [Fact]
    public async Task A_server_that_is_not_believed_has_not_answered()
    {
        var record = await ProbeAsync(Options(trust: null));

        Assert.Equal((ProbeOutcome.Failed, 5, 0), (record.Outcome, record.Sent, record.Received));
        Assert.Contains("self-signed", record.Error);
    }

    [Fact]
    public async Task A_load_is_downloaded_over_tls()
    {
        var record = await LoadedAsync(Options(Pinned()));

        Assert.Equal((ProbeOutcome.Ok, null), (record.Outcome, record.UnderLoad!.Error));
        Assert.Equal(5, record.UnderLoad.Received);
        Assert.True(record.UnderLoad.Bytes > 0);
    }

    [Fact]
    public async Task A_load_from_a_server_that_is_not_believed_is_told_and_the_idle_path_still_measured()
    {
        var record = await LoadedAsync(Options(trust: null));

        Assert.Equal((ProbeOutcome.Ok, 5), (record.Outcome, record.Received));
        Assert.Contains("self-signed", record.UnderLoad!.Error);
    }

    private static PeerTrust Pinned()
    {
        var pin = TlsIdentity.Fingerprint(TestCertificate.Localhost.Leaf);
        return PeerTrust.Create(null, pin, isInsecure: false, out var problem)
            ?? throw new InvalidOperationException(problem);
    }

    private static ProbeOptions Options(PeerTrust? trust) =>
        new()
        {
            Agent = "here",
            Count = 5,
            Interval = TimeSpan.FromMilliseconds(2),
            Trust = trust,
        };

    private Task<ProbeRecord> ProbeAsync(ProbeOptions options) =>
        new Prober(Web, options, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

    private async Task<ProbeRecord> LoadedAsync(ProbeOptions options)
    {
        var place = new IPEndPoint(IPAddress.Loopback, 0);
        var failure = ReflectorServer.TryStart(
            place,
            _ => new StampReflector(TimeProvider.System),
            TimeProvider.System,
            out var server
        );
        Assert.Equal(ListenFailure.None, failure);
        using var reflector = server!;
        var target = new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", reflector.EndPoint.Port);
        var probe = new LoadedProbe(target, Web, options, TimeProvider.System);
        return await probe.RunAsync(TestContext.Current.CancellationToken);
    }

    private ProbeTarget Web
    {
        get
        {
            Assert.True(
                ProbeTarget.TryParse($"https://{_origin.EndPoint}/f", out var target, out var problem),
                problem
            );
            return target;
        }
    }
}
