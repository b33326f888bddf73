using Weir.Http.Server;
using Weir.Transport.Blocking;
using Weir.Transport.Loop;

namespace Weir.Proxy.Forwarding.Tunnels;

/// <summary>A client and the server that it wanted by CONNECT: bytes go both ways, and both ends, until both have ended.</summary>
/// <param name="server">From <see cref="LoopSocket.Dial"/>; taken over.</param>
internal sealed class Tunnel(BlockingSocket server, TimeSpan idleTimeout) : ITunnel, ILoopHandler
{
    /// <summary>Moved in one direction before others of the loop have their turn.</summary>
    private const int BytesPerTurn = 256 * 1024;

    private readonly TunnelFlow _up = new();
    private readonly TunnelFlow _down = new();
    private LoopChannel? _client;
    private LoopSocket? _server;
    private LoopTimer? _timer;
    private Action<bool>? _end;
    private TimeSpan _movedAt;
    private bool _isDeferred;
    private bool _isOver;

    public long BytesToClient => _down.Moved;

    public void Open(LoopChannel client, ReadOnlySpan<byte> early, Action<bool> end)
    {
        (_client, _end) = (client, end);
        _server = LoopSocket.Adopt(server, client.Loop);
        _timer = client.Loop.CreateTimer(OnTimer);
        _up.Begin(early);
        if (!_server.Attach(this))
        {
            Finish(isBroken: true);
            return;
        }

        _movedAt = client.Loop.Now;
        _timer.Set(_movedAt + idleTimeout);
        Advance();
    }

    /// <summary>Of the client's channel.</summary>
    public void OnReady(LoopEvents events)
    {
        if (_isOver)
            return;
        _up.MayRead |= IsReadable(events);
        Advance(events);
    }

    /// <summary>Of the server's.</summary>
    void ILoopHandler.OnReady(LoopEvents events)
    {
        if (_isOver)
            return;
        _down.MayRead |= IsReadable(events);
        Advance(events);
    }

    public void Dispose()
    {
        _isOver = true;
        _timer?.Remove();
        _up.Release();
        _down.Release();
        if (_server is null)
            server.Dispose();
        else
            _server.Close();
    }

    private static bool IsReadable(LoopEvents events) =>
        (events & (LoopEvents.Readable | LoopEvents.PeerFinished | LoopEvents.HangUp | LoopEvents.Error))
        != LoopEvents.None;

    private void Advance(LoopEvents events)
    {
        if ((events & LoopEvents.Resumed) != LoopEvents.None)
            _isDeferred = false;
        if (!_isDeferred)
            Advance();
    }

    private void Advance()
    {
        var before = _up.Moved + _down.Moved;
        var up = _up.Advance(_client!, _server!, BytesPerTurn);
        var down = up == FlowStep.Broken ? up : _down.Advance(_server!, _client!, BytesPerTurn);
        if (up == FlowStep.Broken || down == FlowStep.Broken)
        {
            Finish(isBroken: true);
            return;
        }

        if (up == FlowStep.Done && down == FlowStep.Done)
        {
            Finish(isBroken: false);
            return;
        }

        if (_up.Moved + _down.Moved > before)
            _movedAt = _client!.Loop.Now;
        if (up != FlowStep.TurnOver && down != FlowStep.TurnOver)
            return;
        _isDeferred = true;
        _client!.Loop.Defer(this);
    }

    /// <summary>The timer is not set anew with every byte: what has moved meanwhile is asked when it is due.</summary>
    private void OnTimer()
    {
        if (_isOver)
            return;
        var due = _movedAt + idleTimeout;
        if (due > _client!.Loop.Now)
            _timer!.Set(due);
        else
            Finish(isBroken: true);
    }

    private void Finish(bool isBroken)
    {
        if (_isOver)
            return;
        _isOver = true;
        if (isBroken)
            _server!.Reset();
        _end!(isBroken);
    }
}
