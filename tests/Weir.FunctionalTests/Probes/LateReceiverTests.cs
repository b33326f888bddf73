using System.Net;
using Weir.Probes.Echo;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Session;
using Weir.Transport.Loop;
using Weir.Transport.Udp;

namespace Weir.FunctionalTests.Probes;

/// <summary>A machine so busy that the thread which takes the replies gets no processor for longer than a reply is waited for.</summary>
public sealed class LateReceiverTests
{
    private const int Packets = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Replies_that_lie_in_the_socket_when_the_time_is_up_are_not_lost(int clients)
    {
        Assert.Equal(
            ListenFailure.None,
            ReflectorServer.TryStart(
                new IPEndPoint(IPAddress.Loopback, 0),
                port => new EchoReflector(port),
                TimeProvider.System,
                out var reflector
            )
        );
        using (reflector)
        {
            var time = new LeapingTime();
            var clock = new SessionClock(time);
            var options = new ProbeOptions
            {
                Agent = "here",
                Count = Packets,
                Interval = Interval,
            };
            var sockets = Enumerable.Range(0, clients).Select(_ => Connect(reflector!.EndPoint)).ToList();
            var sessions = sockets
                .Select(
                    (socket, i) =>
                    {
                        var format = new HeldFormat(
                            (ulong)i,
                            time,
                            () => reflector!.Status.Replied == clients * Packets
                        );
                        return new ProbeSession(socket, format, options, clock, default);
                    }
                )
                .ToList();
            await Task.Run(
                () => new SessionThreads(sessions, sockets, clock, time).Run(Interval, CancellationToken.None),
                TestContext.Current.CancellationToken
            );
            sockets.ForEach(socket => socket.Dispose());

            Assert.All(sessions, session => Assert.Equal(Packets, session.Progress.Received));
        }
    }

    private static UdpSocket Connect(IPEndPoint to)
    {
        Assert.Null(
            UdpSocket.TryConnect($"{to.Address}", to.Port, new UdpOptions(), TimeProvider.System, out var socket)
        );
        return socket!;
    }

    /// <summary>Time that can be moved on at once.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _leaps;

        public void Leap() => Interlocked.Add(ref _leaps, TimestampFrequency * 60);

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _leaps);
    }

    /// <summary>Is held up at its first reply until all have been sent and their time is up.</summary>
    private sealed class HeldFormat(ulong session, LeapingTime time, Func<bool> isReflected) : IProbeFormat
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
        private static readonly TimeSpan SenderNotices = TimeSpan.FromMilliseconds(300);

        private readonly EchoFormat _inner = new(session);
        private readonly ManualResetEventSlim _never = new();
        private bool _isHeld;

        public int DefaultSize => _inner.DefaultSize;

        public void Write(Span<byte> packet, uint sequence, DateTimeOffset at) => _inner.Write(packet, sequence, at);

        public bool TryRead(
            ReadOnlySpan<byte> packet,
            DateTimeOffset at,
            TimeSpan sinceStart,
            byte? ttl,
            out ProbeReply reply
        )
        {
            if (!_isHeld)
            {
                _isHeld = true;
                SpinWait.SpinUntil(isReflected, Patience);
                time.Leap();
                _never.Wait(SenderNotices);
            }

            return _inner.TryRead(packet, at, sinceStart, ttl, out reply);
        }
    }
}
