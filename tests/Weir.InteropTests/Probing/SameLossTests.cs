using System.Globalization;
using System.Net;
using System.Text.Json;
using Weir.InteropTests.Turns;
using Weir.Proxy.Relay;
using Weir.Proxy.Relay.Tcp;
using Weir.Proxy.Relay.Udp;
using Weir.Testing.Files;
using Weir.Testing.Processes;
using Weir.Transport.Impairment;
using Weir.Transport.Loop;

namespace Weir.InteropTests.Probing;

/// <summary>The same loss through the same kind of path, as other people's tools see it.</summary>
/// <remarks>Alone, since a tool that gets no processor loses packets of its own.</remarks>
[Collection(Alone.Name)]
public sealed class SameLossTests : IDisposable
{
    private const int Packets = 2000;
    private const double Loss = 0.05;

    /// <summary>A server that does not listen yet refuses at once.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Consecutive(4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Irtt_sees_the_same_loss_of_round_trips()
    {
        await using var server = ProgramProcess.Start("irtt", ["server", "-b", $"127.0.0.1:{_port}", "-i", "0"]);
        await using var relay = Udp(_port, 0, down: Loss);
        var at = $"127.0.0.1:{relay.EndPoint.Port}";
        var irtt = await UntilItRunsAsync("irtt", ["client", "-i", "2ms", "-d", "4s", "-q", "-o", "-", at]);
        var stats = Json(irtt).GetProperty("stats");
        var (sent, received) = (Number(stats, "packets_sent"), Number(stats, "packets_received"));

        var weir = await ProbeAsync(down: Loss);
        AssertSameShare(sent - received, sent, Number(weir, "lost"), Number(weir, "sent"));
    }

    [Fact]
    public async Task Iperf3_sees_the_same_loss_of_one_direction()
    {
        await using var server = ProgramProcess.Start("iperf3", ["-s", "-B", "127.0.0.1", "-p", $"{_port}"]);
        // Its control connection and its datagrams go to one port.
        await using var control = new TcpRelay(new RelayOptions(At(_port + 2), At(_port)), TimeProvider.System);
        Assert.Equal(ListenFailure.None, control.TryStart());
        await using var relay = Udp(_port, _port + 2, down: 0);
        string[] client = ["-c", "127.0.0.1", "-p", $"{_port + 2}", "-u", "-b", "8M", "-l", "1000", "-t", "2", "-J"];
        var sum = Json(await UntilItRunsAsync("iperf3", client)).GetProperty("end").GetProperty("sum");

        var weir = await ProbeAsync(down: 0);
        AssertSameShare(
            Number(sum, "lost_packets"),
            Number(sum, "packets"),
            Number(weir, "lost_forward"),
            Number(weir, "sent")
        );
    }

    /// <summary>Two shares that are four standard errors apart or less: a false alarm in 16,000 runs.</summary>
    private static void AssertSameShare(long lost, long of, long otherLost, long otherOf)
    {
        var pooled = (double)(lost + otherLost) / (of + otherOf);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / of) + (1.0 / otherOf)));
        var difference = Math.Abs(((double)lost / of) - ((double)otherLost / otherOf));
        Assert.True(lost > 0 && otherLost > 0);
        Assert.True(
            difference <= 4 * error,
            string.Create(CultureInfo.InvariantCulture, $"{lost} of {of}, but {otherLost} of {otherOf}")
        );
    }

    private async Task<JsonElement> ProbeAsync(double down)
    {
        await using var serve = WeirProcess.Start([
            "serve",
            _folder.Path,
            "--listen",
            $"{_port + 1}",
            "--udp",
            $"{_port + 3}",
        ]);
        await serve.WaitForOutputAsync(line => line.Contains($"{_port + 3}", StringComparison.Ordinal));
        await using var relay = Udp(_port + 3, 0, down);
        var at = $"127.0.0.1:{relay.EndPoint.Port}";
        var probe = await WeirProcess.RunAsync(["probe", at, "--count", $"{Packets}", "--every", "2ms", "--json"]);
        Assert.Equal(0, probe.ExitCode);
        return Json(probe.Output);
    }

    /// <summary>Again until its server listens.</summary>
    private static async Task<IReadOnlyList<string>> UntilItRunsAsync(string program, string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await ProgramProcess.RunAsync(program, arguments);
            if (result.ExitCode == 0)
                return result.Output;
            Assert.True(attempt < 100, string.Join('\n', result.Output.Concat(result.Errors)));
            await Task.Delay(Again, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static UdpRelay Udp(int target, int listen, double down)
    {
        var relay = new UdpRelay(
            new RelayOptions(At(listen), At(target))
            {
                Impairment = new RelayImpairment(
                    new ImpairmentOptions { Loss = Loss },
                    new ImpairmentOptions { Loss = down },
                    Seed: 11
                ),
            },
            TimeProvider.System
        );
        Assert.Equal(ListenFailure.None, relay.TryStart());
        return relay;
    }

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private static JsonElement Json(IReadOnlyList<string> lines) =>
        JsonDocument.Parse(string.Join('\n', lines)).RootElement;

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
