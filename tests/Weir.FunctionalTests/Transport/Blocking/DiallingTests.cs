using System.Net;
using System.Net.Sockets;
using Weir.Testing.Processes;
using Weir.Transport.Blocking;

namespace Weir.FunctionalTests.Transport.Blocking;

/// <summary>Names with several addresses, of which some are dead: both diallers, real sockets.</summary>
public sealed class DiallingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Socket> _sockets = [];

    public static TheoryData<bool> Diallers => [true, false];

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    [Theory, MemberData(nameof(Diallers))]
    public void Address_that_refuses_is_passed_over(bool isLinux)
    {
        var good = Listen("127.0.0.2");

        using var socket = Dial(
            isLinux,
            [new(IPAddress.Loopback, FreePorts.Next()), good],
            out var winner,
            out var fault
        );

        Assert.NotNull(socket);
        Assert.Equal((1, null), (winner, fault));
        using var accepted = _sockets[^1].Accept();
        Assert.Equal(socket.LocalPort, ((IPEndPoint)accepted.RemoteEndPoint!).Port);
    }

    [Theory, MemberData(nameof(Diallers))]
    public void Address_that_swallows_everything_holds_nobody_up(bool isLinux)
    {
        var hole = BlackHole();
        var good = Listen("127.0.0.2");

        using var socket = Dial(isLinux, [hole, hole, good], out var winner, out _);

        Assert.NotNull(socket);
        Assert.Equal(2, winner);
    }

    [Theory, MemberData(nameof(Diallers))]
    public void Both_families_are_tried(bool isLinux)
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Skip("This machine has no IPv6.");
        var good = Listen("127.0.0.1");

        using var socket = Dial(isLinux, [new(IPAddress.IPv6Loopback, FreePorts.Next()), good], out var winner, out _);

        Assert.NotNull(socket);
        Assert.Equal(1, winner);
    }

    [Theory, MemberData(nameof(Diallers))]
    public void All_dead_is_the_fault_of_the_last(bool isLinux)
    {
        var dead = FreePorts.Next();

        var socket = Dial(
            isLinux,
            [new(IPAddress.Loopback, dead), new(IPAddress.Parse("127.0.0.2"), dead)],
            out _,
            out var fault
        );

        Assert.Null(socket);
        Assert.Equal(FaultKind.Refused, fault?.Kind);
    }

    [Theory, MemberData(nameof(Diallers))]
    public void Silence_everywhere_ends_with_the_time(bool isLinux)
    {
        var socket = Dial(isLinux, [BlackHole()], out _, out var fault, timeout: TimeSpan.FromMilliseconds(300));

        Assert.Null(socket);
        Assert.Equal(FaultKind.TimedOut, fault?.Kind);
    }

    [Theory, MemberData(nameof(Diallers))]
    public void Cancelled_tries_end(bool isLinux)
    {
        var socket = Dial(isLinux, [BlackHole()], out _, out var fault, isCancelled: true);

        Assert.Null(socket);
        Assert.Equal(FaultKind.Interrupted, fault?.Kind);
    }

    private static IStreamSocket? Dial(
        bool isLinux,
        IPEndPoint[] remotes,
        out int winner,
        out NetworkFault? fault,
        TimeSpan? timeout = null,
        bool isCancelled = false
    )
    {
        if (!isLinux)
            return PortableDialling.Connect(
                remotes,
                timeout ?? Patience,
                TimeProvider.System,
                () => isCancelled,
                out winner,
                out fault
            );
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("This dialler is for Linux.");
        return LinuxDialling.Connect(
            remotes,
            timeout ?? Patience,
            TimeProvider.System,
            () => isCancelled,
            out winner,
            out fault
        );
    }

    private IPEndPoint Listen(string address, int backlog = 10)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        socket.Listen(backlog);
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>A listener whose queue is full: the kernel drops what else comes.</summary>
    private IPEndPoint BlackHole()
    {
        var place = Listen("127.0.0.3", backlog: 0);
        for (var i = 0; i < 8; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                Blocking = false,
            };
            _sockets.Add(filler);
            try
            {
                filler.Connect(place);
            }
            catch (SocketException)
            {
                // Under way, for ever when the queue is full.
            }
        }
        return place;
    }
}
