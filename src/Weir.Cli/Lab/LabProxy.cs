using System.Net;
using Weir.Cli.Proxying;
using Weir.Measurements.Units;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Relay;
using Weir.Proxy.Serving;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.Cli.Lab;

/// <summary>Starts the caching proxy before a replica, with one relay that does nothing and two that are slow, on ports that are free.</summary>
internal static class LabProxy
{
    private const int Seed = 1;

    /// <summary>What the slow path does in each direction: a line to a home, some hundred kilometres away.</summary>
    private static readonly ImpairmentOptions Slow = new()
    {
        Delay = TimeSpan.FromMilliseconds(10),
        DelayJitter = TimeSpan.FromMilliseconds(2),
        Bandwidth = new BitRate(50e6),
    };

    /// <exception cref="Mistakes.MistakeException">It cannot start.</exception>
    public static async Task<ProxyServer> StartAsync(
        IPEndPoint replica,
        IPEndPoint reflector,
        string controlToken,
        TimeProvider time,
        Action<Exception> report
    )
    {
        if (!UpstreamAddress.TryParse($"http://{replica}", out var upstream, out var problem))
            throw new ArgumentException(problem, nameof(replica));
        int[] ports = [LabPorts.Proxy, LabPorts.Relay, LabPorts.Slow, LabPorts.SlowStream];
        while (true)
        {
            var at = Array.ConvertAll(ports, LabPorts.At);
            var options = new ProxyOptions
            {
                Listen = [at[0]],
                Upstreams = [upstream],
                Control = LabPorts.At(0),
                ControlToken = controlToken,
                Relays =
                [
                    new RelayOptions(at[1], reflector),
                    new RelayOptions(at[2], reflector)
                    {
                        Impairment = new RelayImpairment(Slow with { Loss = 0.01 }, Slow with { Loss = 0.01 }, Seed),
                    },
                    new RelayOptions(at[3], replica)
                    {
                        Protocol = RelayProtocol.Tcp,
                        Impairment = new RelayImpairment(Slow, Slow, Seed),
                    },
                ],
            };
            var proxy = new ProxyServer(options, time, new Random(), report);
            var failure = proxy.Start();
            if (failure is null)
                return proxy;
            await proxy.DisposeAsync();
            if (failure is not ProxyFailure.CannotListen { Cause: ListenFailure.InUse, EndPoint: { Port: > 0 } taken })
                throw ProxyMistakes.Of(failure);
            ports[Array.IndexOf(ports, taken.Port)] = 0;
        }
    }
}
