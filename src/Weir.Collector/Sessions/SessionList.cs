using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Collector.Sessions;

/// <summary>Who is signed in: random ids that browsers keep, each for the token that it was got with. Safe for many threads.</summary>
/// <remarks>
/// Kept in memory: a collector that starts again asks everybody to sign in. The token itself is looked up anew with every
/// request, so that a revoked one ends its sessions too.
/// </remarks>
internal sealed class SessionList(TimeProvider time)
{
    /// <summary>Beyond it the one that was used longest ago goes.</summary>
    public const int Most = 1000;

    private const int RandomBytes = 32;

    /// <summary>A working day; counted from the last request.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>By the hash of the id: how long a look-up takes tells nothing about ids.</summary>
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <returns>The id, for the cookie alone.</returns>
    public string Begin(byte[] tokenHash)
    {
        RemoveOld();
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        _sessions[Key(id)] = new Session(tokenHash) { UsedAt = time.GetUtcNow().UtcTicks };
        return id;
    }

    /// <summary>The hash of the session's token; null for an id that is none, or has ended.</summary>
    public byte[]? Find(string id)
    {
        var now = time.GetUtcNow().UtcTicks;
        if (!_sessions.TryGetValue(Key(id), out var session) || now - Volatile.Read(ref session.UsedAt) > Life.Ticks)
            return null;
        Volatile.Write(ref session.UsedAt, now);
        return session.TokenHash;
    }

    public void End(string id) => _sessions.TryRemove(Key(id), out _);

    private void RemoveOld()
    {
        var now = time.GetUtcNow().UtcTicks;
        foreach (var (key, session) in _sessions)
        {
            if (now - Volatile.Read(ref session.UsedAt) > Life.Ticks)
                _sessions.TryRemove(key, out _);
        }

        while (_sessions.Count >= Most)
            _sessions.TryRemove(_sessions.MinBy(pair => Volatile.Read(ref pair.Value.UsedAt)).Key, out _);
    }

    private static string Key(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private sealed class Session(byte[] tokenHash)
    {
        public long UsedAt;

        public byte[] TokenHash { get; } = tokenHash;
    }
}
