using System.Net;
using System.Runtime.Versioning;
using Weir.Downloads.Sources;
using Weir.Transport.Blocking;
using Weir.Transport.Loop;

namespace Weir.Load.Requests;

/// <summary>
/// All clients on a few event loops: for closed loops in the clear, which ask as fast as they can. No thread sleeps and
/// wakes for a request.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopCrew : IRequestCrew
{
    /// <summary>Clients that one loop keeps busy with before a second one is worth its thread.</summary>
    private const int ClientsPerLoop = 32;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly LoopGroup _loops;
    private readonly List<LoopRequestClient> _clients = [];

    public LoopCrew(
        int clients,
        IReadOnlyList<SourceAddress> sources,
        RequestOptions options,
        RequestSchedule schedule,
        Reference reference,
        TimeProvider time
    )
    {
        _time = time;
        var most = Math.Min(Environment.ProcessorCount, (clients + ClientsPerLoop - 1) / ClientsPerLoop);
        _loops = new LoopGroup(time, most, "weir clients");
        var remotes = sources.Select(source => Resolve(source, time)).ToArray();
        for (var i = 0; i < clients; i++)
        {
            var (source, remote) = (sources[i % sources.Count], remotes[i % sources.Count]);
            _clients.Add(
                new LoopRequestClient($"{i + 1}", source, remote, options, schedule, reference, _loops.Next(), time)
            );
        }
    }

    public IReadOnlyList<IRequestClient> Clients => _clients;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var interruption = cancellation.Register(() => _clients.ForEach(client => client.Interrupt()));
        foreach (var client in _clients)
            client.Prepare();
        var ready = Task.WhenAll(_clients.Select(client => client.Ready));
        await Task.WhenAny(ready, Task.Delay(ConnectTimeout, _time, CancellationToken.None));
        var zero = _time.GetTimestamp();
        foreach (var client in _clients)
            client.Begin(zero);
        await Task.WhenAll(_clients.Select(client => client.Over));
    }

    public void Dispose() => _loops.Dispose();

    /// <summary>The address of a source that answers, so that no loop waits for a name.</summary>
    private static IPEndPoint? Resolve(SourceAddress source, TimeProvider time)
    {
        using var socket = Dialler.Connect(
            source.Host,
            source.Port,
            trust: null,
            ConnectTimeout,
            time,
            () => false,
            out _
        );
        return socket is null ? null : IPEndPoint.Parse(socket.RemoteAddress);
    }
}
