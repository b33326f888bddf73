using System.Net.Sockets;
using Weir.Transport.Udp;

namespace Weir.Transport.Polling;

/// <summary>select(2): where there is no epoll. It looks whether it was woken every <see cref="UdpSocket.Slice"/>.</summary>
internal sealed class PortablePoll : ISocketPoll
{
    private readonly Dictionary<Socket, (int Key, bool Read, bool Write)> _sockets = [];
    private readonly List<Socket> _reading = [];
    private readonly List<Socket> _writing = [];
    private readonly List<Socket> _broken = [];
    private readonly AutoResetEvent _woken = new(initialState: false);

    public bool Add(Socket socket, int key, bool wantsRead, bool wantsWrite) =>
        _sockets.TryAdd(socket, (key, wantsRead, wantsWrite));

    public void Change(Socket socket, int key, bool wantsRead, bool wantsWrite) =>
        _sockets[socket] = (key, wantsRead, wantsWrite);

    public void Remove(Socket socket) => _sockets.Remove(socket);

    public void Wait(TimeSpan? atMost, List<PollResult> ready)
    {
        var left = atMost ?? TimeSpan.MaxValue;
        while (!_woken.WaitOne(0))
        {
            var slice = left < UdpSocket.Slice ? left : UdpSocket.Slice;
            Select(slice, ready);
            left -= slice;
            if (ready.Count > 0 || left <= TimeSpan.Zero)
                return;
        }
    }

    public void Wake() => _woken.Set();

    public void Dispose() => _woken.Dispose();

    private void Select(TimeSpan slice, List<PollResult> ready)
    {
        _reading.Clear();
        _writing.Clear();
        _broken.Clear();
        foreach (var (socket, wants) in _sockets)
        {
            if (wants.Read)
                _reading.Add(socket);
            if (wants.Write)
                _writing.Add(socket);
            if (wants.Read || wants.Write)
                _broken.Add(socket);
        }

        if (_broken.Count == 0)
        {
            if (_woken.WaitOne(slice))
                _woken.Set();
            return;
        }

        Socket.Select(_reading, _writing, _broken, slice);
        foreach (var socket in _reading.Union(_writing).Union(_broken))
        {
            // An error is told by the next read and the next write, so both are offered.
            var isBroken = _broken.Contains(socket);
            ready.Add(
                new PollResult(
                    _sockets[socket].Key,
                    isBroken || _reading.Contains(socket),
                    isBroken || _writing.Contains(socket)
                )
            );
        }
    }
}
