using System.Net;
using Weir.Cli.Proxying;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Relay;
using Weir.Proxy.Serving;
using Weir.Transport.Loop;

namespace Weir.Cli.Lab;

/// <summary>Starts the caching proxy before a replica, with the relay before the reflector, on ports that are free.</summary>
internal static class LabProxy
{
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
        var (listen, relay) = (LabPorts.At(LabPorts.Proxy), LabPorts.At(LabPorts.Relay));
        while (true)
        {
            var options = new ProxyOptions
            {
                Listen = [listen],
                Upstreams = [upstream],
                Relays = [new RelayOptions(relay, reflector)],
                Control = LabPorts.At(0),
                ControlToken = controlToken,
            };
            var proxy = new ProxyServer(options, time, new Random(), report);
            var failure = proxy.Start();
            if (failure is null)
                return proxy;
            await proxy.DisposeAsync();
            if (failure is not ProxyFailure.CannotListen { Cause: ListenFailure.InUse, EndPoint: { Port: > 0 } taken })
                throw ProxyMistakes.Of(failure);
            if (taken.Port == listen.Port)
                listen = LabPorts.At(0);
            else
                relay = LabPorts.At(0);
        }
    }
}
