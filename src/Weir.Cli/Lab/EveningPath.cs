using System.Net;
using Weir.Cli.Mistakes;
using Weir.Measurements.Units;
using Weir.Proxy.Relay;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.Cli.Lab;

/// <summary>The way to the replica and the reflector, through relays that are slow when they are told so.</summary>
internal sealed class EveningPath : IAsyncDisposable
{
    public static readonly BitRate SlowRate = new(8e6);

    private const int Seed = 1;

    private static readonly ImpairmentOptions Good = new()
    {
        Delay = TimeSpan.FromMilliseconds(3),
        Bandwidth = new BitRate(40e6),
    };

    /// <summary>A queue that is full: delay, jitter, and a fifth of the speed; packets are lost too.</summary>
    private static readonly ImpairmentOptions Slow = new()
    {
        Delay = TimeSpan.FromMilliseconds(15),
        DelayJitter = TimeSpan.FromMilliseconds(3),
        Bandwidth = SlowRate,
    };

    private const double SlowLoss = 0.05;

    private EveningPath(IRelay packets, IRelay streams) => (Packets, Streams) = (packets, streams);

    public IRelay Packets { get; }

    public IRelay Streams { get; }

    /// <exception cref="MistakeException">A relay cannot start.</exception>
    public static async Task<EveningPath> StartAsync(IPEndPoint reflector, IPEndPoint replica, TimeProvider time)
    {
        var packets = new RelayOptions(LabPorts.At(0), reflector).CreateRelay(time);
        var streams = new RelayOptions(LabPorts.At(0), replica) { Protocol = RelayProtocol.Tcp }.CreateRelay(time);
        var path = new EveningPath(packets, streams);
        if (packets.TryStart() != ListenFailure.None || streams.TryStart() != ListenFailure.None)
        {
            await path.DisposeAsync();
            throw MistakeException.Failed("the lab's relays cannot listen on 127.0.0.1; allow it, or free some ports");
        }

        path.Set(isSlow: false);
        return path;
    }

    public void Set(bool isSlow)
    {
        var each = isSlow ? Slow : Good;
        Streams.Impairment = new RelayImpairment(each, each, Seed);
        var lossy = isSlow ? Slow with { Loss = SlowLoss } : Good;
        Packets.Impairment = new RelayImpairment(lossy, lossy, Seed);
    }

    public async ValueTask DisposeAsync()
    {
        await Packets.DisposeAsync();
        await Streams.DisposeAsync();
    }
}
