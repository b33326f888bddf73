using System.Net;
using Weir.Probes.Reflector;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.FunctionalTests.Probes;

/// <summary>What a <see cref="BadReflector"/> does with one request.</summary>
internal enum Treatment
{
    Answer,

    /// <summary>As if the request had never come.</summary>
    LoseForward,

    /// <summary>The reflector has seen it, but its answer goes nowhere.</summary>
    LoseBackward,

    /// <summary>The request comes twice.</summary>
    DoubleForward,

    /// <summary>The answer goes twice.</summary>
    DoubleBackward,

    /// <summary>The answer goes behind the next one.</summary>
    Delay,

    /// <summary>Things that are no answer go before it.</summary>
    AddNoise,
}

/// <summary>A reflector behind a network that loses, doubles and reorders as it is told, by the number of the request.</summary>
internal sealed class BadReflector : IDisposable
{
    private readonly UdpSocket _socket;
    private readonly IReflector _reflector;
    private readonly Func<int, Treatment> _plan;
    private readonly Thread _thread;
    private byte[]? _delayed;
    private volatile bool _isOver;

    public BadReflector(IReflector reflector, Func<int, Treatment> plan)
    {
        var at = new IPEndPoint(IPAddress.Loopback, 0);
        if (UdpSocket.TryBind(at, new UdpOptions(), TimeProvider.System, out var socket) != ListenFailure.None)
            throw new InvalidOperationException("No port for a reflector.");
        (_socket, _reflector, _plan) = (socket!, reflector, plan);
        Port = _socket.LocalEndPoint.Port;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[UdpSocket.MaxPayload];
        for (var number = 0; !_isOver; )
        {
            if (_socket.TryReceive(buffer, out var arrival, out _))
                Treat(_plan(number++), buffer[..arrival.Length], arrival);
        }
    }

    private void Treat(Treatment treatment, byte[] request, Arrival arrival)
    {
        if (treatment == Treatment.LoseForward)
            return;
        var answer = Reflect(request, arrival);
        var second = treatment == Treatment.DoubleForward ? Reflect(request, arrival) : null;
        switch (treatment)
        {
            case Treatment.LoseBackward:
                return;
            case Treatment.Delay:
                _delayed = answer;
                return;
            case Treatment.DoubleBackward:
                second = answer;
                break;
            case Treatment.AddNoise:
                _socket.SendTo([], arrival.From);
                _socket.SendTo("noise"u8, arrival.From);
                _socket.SendTo(Enumerable.Repeat((byte)0xA5, 60).ToArray(), arrival.From);
                break;
        }

        _socket.SendTo(answer, arrival.From);
        if (second is not null)
            _socket.SendTo(second, arrival.From);
        if (_delayed is not null)
            _socket.SendTo(_delayed, arrival.From);
        _delayed = null;
    }

    private byte[] Reflect(byte[] request, Arrival arrival)
    {
        var reply = new byte[request.Length];
        return reply[..(_reflector.Reflect(request, arrival, reply) ?? 0)];
    }
}
