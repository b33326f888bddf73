using System.Net;
using System.Net.Sockets;
using Weir.Measurements.Records;
using Weir.Probes.Echo;
using Weir.Probes.Probing;
using Weir.Probes.Reflector;
using Weir.Probes.Stamp;
using Weir.Testing.Drivers;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Probes;

public sealed class ProberTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly ProbeOptions Quick = new()
    {
        Agent = "here",
        Count = 40,
        Interval = TimeSpan.FromMilliseconds(1),
    };

    [Theory]
    [InlineData(null)]
    [InlineData(44)]
    [InlineData(1000)]
    public async Task STAMP_measures_all_of_a_path(int? size)
    {
        using var reflector = Start(_ => new StampReflector(TimeProvider.System));
        var record = await ProbeAsync(ProbeProtocol.Stamp, reflector.EndPoint.Port, Quick with { Size = size });

        Assert.Equal((ProbeOutcome.Ok, null, "stamp"), (record.Outcome, record.Error, record.Protocol));
        Assert.Equal((40, 40, 0), (record.Sent, record.Received, record.Lost));
        Assert.Equal(40, record.Rtt!.Histogram.Sum(bucket => bucket.Count));
        Assert.Equal(40, record.Forward!.Histogram.Sum(bucket => bucket.Count));
        Assert.NotNull(record.Backward);
        Assert.NotNull(record.JitterForward);
        Assert.NotNull(record.Clocks);
        Assert.Equal(NativeOnly.Ttl(255), record.Ttl);
        // Without room for the counters nothing shows that the numbers are the reflector's own.
        Assert.Equal(size == 44 ? null : 0L, record.LostForward);
        Assert.Equal($"127.0.0.1:{reflector.EndPoint.Port}", record.Target);
        Assert.Equal(("here", 40L, 40L), (record.Agent, reflector.Status.Received, reflector.Status.Replied));
    }

    [Fact]
    public async Task An_echo_server_gives_round_trips_alone()
    {
        using var reflector = Start(port => new EchoReflector(port));
        var record = await ProbeAsync(ProbeProtocol.Echo, reflector.EndPoint.Port, Quick);

        Assert.Equal((40, 40, "echo"), (record.Sent, record.Received, record.Protocol));
        Assert.NotNull(record.Rtt);
        Assert.Null(record.Forward);
        Assert.Null(record.LostForward);
        Assert.Null(record.Clocks);
        Assert.Equal($"echo:127.0.0.1:{reflector.EndPoint.Port}", record.Target);
    }

    [Fact]
    public async Task Losses_have_their_direction()
    {
        using var reflector = Bad(n =>
            n switch
            {
                3 or 4 or 20 => Treatment.LoseForward,
                10 or 11 => Treatment.LoseBackward,
                _ => Treatment.Answer,
            }
        );
        var record = await ProbeAsync(ProbeProtocol.Stamp, reflector.Port, Quick);

        Assert.Equal((40, 35, 5), (record.Sent, record.Received, record.Lost));
        Assert.Equal((3, 2), (record.LostForward, record.LostBackward));
        Assert.Equal((0.125, ProbeOutcome.Ok), (record.LossRatio, record.Outcome));
    }

    [Fact]
    public async Task Losses_on_the_way_back_alone_have_their_direction_too()
    {
        using var reflector = Bad(n => n is 5 or 6 ? Treatment.LoseBackward : Treatment.Answer);
        var record = await ProbeAsync(ProbeProtocol.Stamp, reflector.Port, Quick);

        Assert.Equal((2, 0, 2), (record.Lost, record.LostForward, record.LostBackward));
    }

    [Fact]
    public async Task Copies_are_counted_and_move_no_loss_to_another_direction()
    {
        using var reflector = Bad(n =>
            n switch
            {
                2 or 3 => Treatment.DoubleForward,
                8 or 39 => Treatment.DoubleBackward,
                12 => Treatment.LoseForward,
                13 => Treatment.LoseBackward,
                _ => Treatment.Answer,
            }
        );
        var record = await ProbeAsync(ProbeProtocol.Stamp, reflector.Port, Quick);

        Assert.Equal((40, 38, 2, 4), (record.Sent, record.Received, record.Lost, record.Duplicates));
        Assert.Equal((1, 1), (record.LostForward, record.LostBackward));
    }

    [Theory]
    [InlineData(ProbeProtocol.Stamp)]
    [InlineData(ProbeProtocol.Echo)]
    public async Task Replies_in_another_order_are_counted(ProbeProtocol protocol)
    {
        using var reflector = Bad(n => n is 7 or 15 or 30 ? Treatment.Delay : Treatment.Answer, protocol);
        var record = await ProbeAsync(protocol, reflector.Port, Quick);

        Assert.Equal((40, 0, 3), (record.Received, record.Lost, record.Reordered));
    }

    [Theory]
    [InlineData(ProbeProtocol.Stamp)]
    [InlineData(ProbeProtocol.Echo)]
    public async Task What_is_no_answer_is_passed_over(ProbeProtocol protocol)
    {
        using var reflector = Bad(n => n % 2 == 0 ? Treatment.AddNoise : Treatment.Answer, protocol);
        var record = await ProbeAsync(protocol, reflector.Port, Quick);

        Assert.Equal((40, 40, 0, 0), (record.Sent, record.Received, record.Duplicates, record.Reordered));
    }

    [Fact]
    public async Task A_closed_port_is_told_without_waiting_for_the_rest()
    {
        int port;
        using (var gone = Start(_ => new StampReflector(TimeProvider.System)))
            port = gone.EndPoint.Port;
        var record = await ProbeAsync(ProbeProtocol.Stamp, port, Quick with { Count = 1_000_000 });

        Assert.Equal(ProbeOutcome.Failed, record.Outcome);
        Assert.Contains("connection refused", record.Error);
        Assert.InRange(record.Sent, 1, 1000);
        Assert.Equal((0, record.Sent), (record.Received, record.Lost));
    }

    [Fact]
    public async Task Silence_is_a_failure_with_all_packets_lost()
    {
        using var reflector = Bad(_ => Treatment.LoseForward);
        var record = await ProbeAsync(ProbeProtocol.Stamp, reflector.Port, Quick with { Count = 3 });

        Assert.Equal((ProbeOutcome.Failed, 3, 3), (record.Outcome, record.Sent, record.Lost));
        Assert.Contains("no reply from", record.Error);
        Assert.Null(record.Rtt);
    }

    [Fact]
    public async Task An_interrupted_session_tells_what_it_has()
    {
        using var reflector = Start(_ => new StampReflector(TimeProvider.System));
        using var interrupt = new CancellationTokenSource();
        var target = new ProbeTarget(ProbeProtocol.Stamp, "127.0.0.1", reflector.EndPoint.Port);
        var prober = new Prober(target, Quick with { Count = 1_000_000 }, TimeProvider.System);
        var running = prober.RunAsync(interrupt.Token);
        while (prober.Progress.Received < 5)
            await Task.Yield();
        await interrupt.CancelAsync();
        var record = await running;

        Assert.Equal(ProbeOutcome.Cancelled, record.Outcome);
        Assert.InRange(record.Received, 5, 999_999);
        Assert.Equal(record.Sent, record.Received + record.Lost);
    }

    [Fact]
    public async Task Many_clients_at_once_are_sessions_of_their_own()
    {
        using var reflector = Start(_ => new StampReflector(TimeProvider.System));
        var port = reflector.EndPoint.Port;
        var records = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(n => ProbeAsync(ProbeProtocol.Stamp, port, Quick with { Client = $"{n}" }))
        );

        Assert.All(records, r => Assert.Equal((40, 0, 0), (r.Received, r.LostForward, r.LostBackward)));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => $"{n}"), records.Select(r => r.Client));
        Assert.Equal(8, records.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public void A_reflector_answers_a_sender_of_TWAMP_Light()
    {
        using var reflector = Start(_ => new StampReflector(TimeProvider.System));
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.ReceiveTimeout = 10_000;
        sender.Connect(reflector.EndPoint);
        var request = new byte[41];
        request[3] = 9;
        request.AsSpan(14).Fill(0x5A);
        sender.Send(request);
        var reply = new byte[100];

        Assert.Equal(41, sender.Receive(reply));
        Assert.True(StampReply.TryRead(reply.AsSpan(0, 41), out var read));
        Assert.Equal((0u, 9u), (read.Sequence, read.SenderSequence));
    }

    [Fact]
    public void A_reflector_gives_its_port_back()
    {
        IPEndPoint place;
        using (var first = Start(port => new EchoReflector(port)))
            place = first.EndPoint;
        Assert.Equal(
            ListenFailure.None,
            ReflectorServer.TryStart(place, port => new EchoReflector(port), TimeProvider.System, out var second)
        );
        second!.Dispose();
        second.Dispose();
    }

    private static ReflectorServer Start(Func<int, IReflector> make)
    {
        Assert.Equal(ListenFailure.None, ReflectorServer.TryStart(AnyPort, make, TimeProvider.System, out var server));
        return server!;
    }

    private static BadReflector Bad(Func<int, Treatment> plan, ProbeProtocol protocol = ProbeProtocol.Stamp) =>
        new(
            protocol == ProbeProtocol.Stamp ? new StampReflector(TimeProvider.System) : new EchoReflector(port: 0),
            plan
        );

    private static Task<ProbeRecord> ProbeAsync(ProbeProtocol protocol, int port, ProbeOptions options) =>
        new Prober(new ProbeTarget(protocol, "127.0.0.1", port), options, TimeProvider.System).RunAsync(
            TestContext.Current.CancellationToken
        );
}
