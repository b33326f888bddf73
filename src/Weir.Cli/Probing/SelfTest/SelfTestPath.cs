using System.Net;
using Weir.Cli.Mistakes;
using Weir.Measurements.Records;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Udp;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.Cli.Probing.SelfTest;

/// <summary>A reflector of this process, and probes to it through a relay of this process.</summary>
internal sealed class SelfTestPath : IDisposable
{
    /// <summary>Decides the same way each time; the last packets of a session are not among the lost.</summary>
    private const int Seed = 7;

    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly TimeProvider _time;
    private readonly ReflectorServer _reflector;

    public SelfTestPath(TimeProvider time)
    {
        _time = time;
        var failure = ReflectorServer.TryStart(AnyPort, _ => new StampReflector(time), time, out var reflector);
        _reflector =
            reflector ?? throw MistakeException.Failed($"--selftest has no port for its reflector ({failure})");
    }

    /// <summary>One session through a relay that does this; gives the relay's own counts of it too.</summary>
    public async Task<(ProbeRecord Record, RelayStatus Truth)> ProbeAsync(
        ImpairmentOptions up,
        ImpairmentOptions down,
        int count,
        TimeSpan interval,
        CancellationToken cancellation
    )
    {
        var options = new RelayOptions(AnyPort, _reflector.EndPoint)
        {
            Impairment = new RelayImpairment(up, down, Seed),
        };
        await using var relay = new UdpRelay(options, _time);
        if (relay.TryStart() is not ListenFailure.None and var failure)
            throw MistakeException.Failed($"--selftest has no port for its relay ({failure})");
        var target = new ProbeTarget(ProbeProtocol.Stamp, $"{relay.EndPoint.Address}", relay.EndPoint.Port);
        var session = new ProbeOptions
        {
            Agent = "selftest",
            Count = count,
            Interval = interval,
        };
        var record = await new Prober(target, session, _time).RunAsync(cancellation);
        return (record, relay.Status);
    }

    /// <summary>How long the relay delays each of so many packets upwards: it draws the same numbers from the same seed.</summary>
    public static IEnumerable<TimeSpan> DelaysOf(ImpairmentOptions up, int count)
    {
        var twin = new ImpairedPath(up, Seed);
        var departures = new List<Departure>();
        for (var i = 0; i < count; i++)
        {
            twin.Pass(TimeSpan.Zero, 0, departures);
            yield return departures[0].At;
        }
    }

    public void Dispose() => _reflector.Dispose();
}
