using System.Diagnostics.CodeAnalysis;

namespace Weir.Downloads.Politeness;

/// <summary>
/// The <see cref="HostStanding"/> of each server, shared by all downloads of the process: a server that asks one of them
/// for quiet has asked all. Servers are told apart by scheme, host and port. Thread-safe.
/// </summary>
internal sealed class HostRegistry(HostOptions options, TimeProvider time)
{
    /// <summary>Beyond so many, those of which nothing is known are forgotten.</summary>
    private const int Many = 1024;

    private readonly Lock _lock = new(); // guards _hosts and what it holds
    private readonly Dictionary<string, HostStanding> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _started = time.GetTimestamp();

    /// <summary>That of this process.</summary>
    public static HostRegistry Shared { get; } = new(new HostOptions(), TimeProvider.System);

    private TimeSpan Now => time.GetElapsedTime(_started);

    public bool MayAsk(string host)
    {
        lock (_lock)
            return !TryFind(host, out var standing) || standing.MayAsk(Now);
    }

    /// <summary>Takes a place for a connection; give it back with <see cref="Leave"/>.</summary>
    public bool TryTake(string host)
    {
        lock (_lock)
            return Of(host).TryTake(Now);
    }

    public void Leave(string host)
    {
        lock (_lock)
            Of(host).Leave();
    }

    public int? CeilingOf(string host)
    {
        lock (_lock)
            return TryFind(host, out var standing) ? standing.CeilingAt(Now) : null;
    }

    public void AskForQuiet(string host, TimeSpan wait)
    {
        lock (_lock)
            Of(host).AskForQuiet(wait, Now);
    }

    /// <summary>It refused a connection of a download that has <paramref name="own"/> places, of which so many work.</summary>
    /// <returns>The ceiling that was learned, when that is news.</returns>
    public int? Refuse(string host, int working, int own)
    {
        lock (_lock)
        {
            var standing = Of(host);
            // What the other downloads of the process have open it takes as well.
            var others = Math.Max(0, standing.Seats - own);
            return standing.Refuse(working + others, Now) ? standing.CeilingAt(Now) : null;
        }
    }

    private bool TryFind(string host, [NotNullWhen(true)] out HostStanding? standing) =>
        _hosts.TryGetValue(host, out standing);

    private HostStanding Of(string host)
    {
        if (TryFind(host, out var standing))
            return standing;
        if (_hosts.Count >= Many)
        {
            var now = Now;
            foreach (var blank in _hosts.Where(h => h.Value.IsBlank(now)).Select(h => h.Key).ToArray())
                _hosts.Remove(blank);
        }
        return _hosts[host] = new HostStanding(options);
    }
}
