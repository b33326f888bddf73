using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Cli.Mistakes;
using Weir.Cli.Serving;
using Weir.Collector.Managing;
using Weir.Downloads.Sources;
using Weir.Http.Server;
using Weir.Origin.Replicas;
using Weir.Probes.Probing;
using Weir.Proxy.Serving;

namespace Weir.Cli.Lab;

/// <summary>What runs beside the replicas: reflectors, the proxy with its relays, the collector and three agents. They start and end together.</summary>
internal sealed class LabParts : IAsyncDisposable
{
    /// <summary>In the order of their start; they end in the other.</summary>
    private readonly Stack<IAsyncDisposable> _ends = new();
    private readonly List<LabAgent> _agents = [];
    private readonly Task _starting;
    private DeliveryOptions? _delivery;

    private LabParts(
        LabFolder folder,
        OriginServer origin,
        LabFile small,
        ViewerAct download,
        TimeProvider time,
        Action<string> say,
        Action<Exception> report
    ) => _starting = Task.Run(() => StartAsync(folder, origin, small, download, time, say, report));

    /// <summary>Ends when all of them are there.</summary>
    /// <exception cref="MistakeException">One cannot start.</exception>
    public Task Ready => _starting;

    public Reflectors Reflectors { get; private set; } = null!;

    public ProxyServer Proxy { get; private set; } = null!;

    public LabCollector Collector { get; private set; } = null!;

    /// <summary>How to send to the collector; null until it is there. For any thread.</summary>
    public DeliveryOptions? Delivery => Volatile.Read(ref _delivery);

    public IReadOnlyList<LabAgent> Agents => _agents;

    public ProbeTarget Stamp => Target(ProbeProtocol.Stamp, Reflectors.Statuses[0].EndPoint);

    public ProbeTarget Echo => Target(ProbeProtocol.Echo, Reflectors.Statuses[1].EndPoint);

    public ProbeTarget Relay => Target(ProbeProtocol.Stamp, Proxy.Relays[0].EndPoint);

    public ProbeTarget Slow => Target(ProbeProtocol.Stamp, Proxy.Relays[1].EndPoint);

    public string ProxyUrl => $"http://{Proxy.EndPoints[0]}/";

    /// <summary>Begins to start them, beside what the caller does meanwhile.</summary>
    /// <param name="small">What agents download; among the replicas' files.</param>
    /// <param name="download">What the collector's page may start.</param>
    /// <param name="say">Told of ports that were in use; from another thread.</param>
    /// <param name="report">Told of bugs that were answered by 500.</param>
    public static LabParts Begin(
        LabFolder folder,
        OriginServer origin,
        LabFile small,
        ViewerAct download,
        TimeProvider time,
        Action<string> say,
        Action<Exception> report
    ) => new(folder, origin, small, download, time, say, report);

    public async ValueTask DisposeAsync()
    {
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Together: each may try for a moment to deliver the rest.
        await Task.WhenAll(_agents.Select(agent => agent.EndAsync()));
        while (_ends.TryPop(out var end))
            await end.DisposeAsync();
    }

    private async Task StartAsync(
        LabFolder folder,
        OriginServer origin,
        LabFile small,
        ViewerAct download,
        TimeProvider time,
        Action<string> say,
        Action<Exception> report
    )
    {
        var places = new ReflectorPlaces(LabPorts.At(LabPorts.Stamp), LabPorts.At(LabPorts.Echo));
        Reflectors = Keep(Reflectors.Start(places, time, mayMove: true));
        var (stamp, echo) = (Reflectors.Statuses[0].EndPoint, Reflectors.Statuses[1].EndPoint);
        LabPorts.Tell("STAMP reflector", LabPorts.Stamp, stamp, say);
        LabPorts.Tell("echo", LabPorts.Echo, echo, say);

        var replica = origin.Replicas[0].Status.Address;
        Proxy = await LabProxy.StartAsync(replica, stamp, folder.ControlToken, time, report);
        _ends.Push(Proxy);
        LabPorts.Tell("proxy", LabPorts.Proxy, Proxy.EndPoints[0], say);
        LabPorts.Tell("UDP relay", LabPorts.Relay, Proxy.Relays[0].EndPoint, say);
        LabPorts.Tell("slow path", LabPorts.Slow, Proxy.Relays[1].EndPoint, say);
        LabPorts.Tell("slow path for TCP", LabPorts.SlowStream, Proxy.Relays[2].EndPoint, say);

        ManagedServer[] managed =
        [
            new("replicas", UrlOf(origin.Control!), folder.ControlToken),
            new("proxy", UrlOf(Proxy.Control!), folder.ControlToken),
        ];
        Collector = await LabCollector.StartAsync(folder.Watch, managed, [download], time, report);
        Volatile.Write(ref _delivery, Collector.Delivery);
        _ends.Push(Collector);
        LabPorts.Tell("collector", LabPorts.Collector, Collector.EndPoint, say);

        Add("lab-direct", $"http://{replica}/{small.Name}", "replica 1", "reflector", Stamp);
        Add("lab-proxied", $"{ProxyUrl}{small.Name}", "proxy", "relay", Relay);
        Add("lab-slow", $"http://{Proxy.Relays[2].EndPoint}/{small.Name}", "slow replica", "slow path", Slow);

        void Add(string name, string url, string file, string path, ProbeTarget probe) =>
            _agents.Add(
                Keep(
                    LabAgent.Open(
                        name,
                        folder.Watch,
                        [new DownloadTarget(file, [SourceOf(url)], small.Checksum), new PathTarget(path, probe)],
                        Collector.Delivery,
                        time
                    )
                )
            );
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _ends.Push(new Plain(part));
        return part;
    }

    internal static SourceAddress SourceOf(string url) =>
        SourceAddress.TryParse(url, out var address, out var mistake)
            ? address
            : throw new ArgumentException(mistake, nameof(url));

    private static Uri UrlOf(ControlListener control) => new($"http://{control.EndPoint}/");

    internal static ProbeTarget Target(ProbeProtocol protocol, System.Net.IPEndPoint at) =>
        new(protocol, at.Address.ToString(), at.Port);

    /// <summary>What ends at once, among what takes its time.</summary>
    private sealed class Plain(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
