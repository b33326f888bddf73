using System.Net;
using Weir.Cli.Mistakes;
using Weir.Probes.Echo;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Transport.Loop;

namespace Weir.Cli.Serving;

/// <summary>Where a server also reflects packets of probes.</summary>
/// <param name="Stamp">Of a STAMP reflector; null for none.</param>
/// <param name="Echo">Of an echo server; null for none.</param>
internal sealed record ReflectorPlaces(IPEndPoint? Stamp, IPEndPoint? Echo)
{
    public const string StampOption = "--udp";
    public const string EchoOption = "--udp-echo";
}

/// <summary>The reflectors that run beside the replicas of a server.</summary>
internal sealed class Reflectors : IDisposable
{
    private readonly bool _mayMove;
    private readonly List<ReflectorServer> _servers = [];

    private Reflectors(bool mayMove) => _mayMove = mayMove;

    public IReadOnlyList<ReflectorStatus> Statuses => [.. _servers.Select(server => server.Status)];

    /// <param name="mayMove">Whether one whose port is in use takes any free one.</param>
    /// <exception cref="MistakeException">One of them cannot listen; then none does.</exception>
    public static Reflectors Start(ReflectorPlaces places, TimeProvider time, bool mayMove = false)
    {
        var started = new Reflectors(mayMove);
        try
        {
            started.Add(ReflectorPlaces.StampOption, places.Stamp, _ => new StampReflector(time), time);
            started.Add(ReflectorPlaces.EchoOption, places.Echo, port => new EchoReflector(port), time);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var server in _servers)
            server.Dispose();
    }

    private void Add(string option, IPEndPoint? place, Func<int, IReflector> make, TimeProvider time)
    {
        if (place is null)
            return;
        var failure = ReflectorServer.TryStart(place, make, time, out var server);
        if (_mayMove && failure == ListenFailure.InUse)
            failure = ReflectorServer.TryStart(new IPEndPoint(place.Address, 0), make, time, out server);
        if (server is null)
            throw MistakeException.Failed($"{option}: {ListenMistakes.Sentence(place, failure, option)}");
        _servers.Add(server);
    }
}
