using Weir.Transport.Polling;
using Weir.Transport.Udp;

namespace Weir.Proxy.Relay.Udp;

/// <summary>The clients of a relay and their sockets, within its bounds. Its thread alone, but for <see cref="Count"/>.</summary>
/// <param name="ending">Told of each one that ends, while its socket is still there.</param>
internal sealed class UdpFlows(RelayOptions options, SocketPoll poll, TimeProvider time, Action<UdpFlow> ending)
    : IDisposable
{
    /// <summary>Sockets with this key are the caller's.</summary>
    public const int ListenKey = 0;

    /// <summary>How much a session's socket keeps; there may be many.</summary>
    private static readonly UdpOptions FlowSocket = new() { BufferBytes = 512 << 10 };

    /// <summary>When there is no room, clients that have answered nothing make it after this.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepPause = TimeSpan.FromMilliseconds(100);

    private readonly SessionTable<UdpPeer, UdpFlow> _sessions = new(
        options.MostSessions,
        flow => PatienceWith(flow, options)
    );
    private readonly Dictionary<int, UdpFlow> _byKey = [];
    private TimeSpan _sweptAt = TimeSpan.MinValue;
    private int _lastKey = ListenKey;

    public int Count => _sessions.Count;

    /// <summary>How often idle ones are to be looked for.</summary>
    public TimeSpan ExpiryPeriod =>
        (options.IdleTimeout < options.UnverifiedTimeout ? options.IdleTimeout : options.UnverifiedTimeout) / 4;

    /// <summary>That of a client, a new one if need be; null when there is no room for it.</summary>
    public UdpFlow? Of(UdpPeer client, TimeSpan now)
    {
        if (_sessions.TryUse(client, now, out var flow))
            return flow;
        if (_sessions.IsFull && !TryMakeRoom(now))
            return null;
        var target = options.Target;
        if (
            UdpSocket.TryConnect(target.Address.ToString(), target.Port, FlowSocket, time, out var socket) is not null
            || socket is null
        )
            return null;
        flow = new UdpFlow(client, socket, ++_lastKey, options.ReplyRatio);
        if (!poll.Add(socket, flow.Key))
        {
            socket.Dispose();
            return null;
        }

        _sessions.TryAdd(client, flow, now);
        _byKey.Add(flow.Key, flow);
        return flow;
    }

    /// <summary>By the key of its socket; null when it has ended.</summary>
    public UdpFlow? Find(int key) => _byKey.GetValueOrDefault(key);

    /// <summary>Something came from the target.</summary>
    public void Use(UdpFlow flow, TimeSpan now) => _sessions.TryUse(flow.Client, now, out _);

    public void EndIdle(TimeSpan now) => End(_sessions.TakeIdle(now));

    public void Dispose()
    {
        foreach (var flow in _sessions.TakeAll())
            flow.Socket.Dispose();
    }

    private bool TryMakeRoom(TimeSpan now)
    {
        if (_sweptAt > TimeSpan.MinValue && now - _sweptAt < SweepPause)
            return false;
        _sweptAt = now;
        End(_sessions.TakeIdle(now, ShortPatience, flow => flow.Waiting == 0 && !flow.Allowance.IsVerified));
        return !_sessions.IsFull;
    }

    private static TimeSpan PatienceWith(UdpFlow flow, RelayOptions options) =>
        flow.Waiting > 0 ? TimeSpan.MaxValue
        : flow.Allowance.IsVerified || options.IdleTimeout < options.UnverifiedTimeout ? options.IdleTimeout
        : options.UnverifiedTimeout;

    private void End(IReadOnlyList<UdpFlow> flows)
    {
        foreach (var flow in flows)
        {
            ending(flow);
            _byKey.Remove(flow.Key);
            poll.Remove(flow.Socket);
            flow.Socket.Dispose();
        }
    }
}
