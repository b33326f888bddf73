using System.Globalization;
using System.Text.Json;
using Weir.InteropTests.Turns;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Probing;

/// <summary>The same rate and loss through a bottleneck of the kernel, as other people's tools see it.</summary>
[Collection(Alone.Name)]
public sealed class SameRateTests : IDisposable
{
    /// <summary>A machine that is busy elsewhere sends in bursts, and bursts are what a bottleneck cuts.</summary>
    private const int Attempts = 5;

    /// <summary>1500 packets of 1000 bytes a second are 12 Mbit/s, half as much again as there is room for.</summary>
    private const int Size = 1000;
    private const int PacketsPerSecond = 1500;
    private const int Seconds = 2;

    /// <summary>A server that does not listen yet refuses at once.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Irtt_iperf3_and_weir_agree_on_a_bottleneck()
    {
        await using var path = await ShapedPath.CreateAsync(rate: "8mbit", queue: "25ms");
        await using var irtt = path.Start("irtt", "server", "-b", $"{path.Address}:2112", "-i", "0");
        await using var iperf = path.Start("iperf3", "-s", "-B", path.Address, "-p", "5201");
        string[] listen = ["--listen", $"{path.Address}:8000", "--udp", $"{path.Address}:862"];
        await using var weir = path.Start(WeirProcess.Path, ["serve", _folder.Path, .. listen]);
        await weir.WaitForOutputAsync(line => line.Contains(":862", StringComparison.Ordinal));

        var seen = new List<string>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (byIrtt, byIperf, byWeir) = (
                await IrttAsync(path.Address),
                await IperfAsync(path.Address),
                await WeirAsync(path.Address)
            );
            if (IsSameRate(byWeir, byIperf) && IsSameLoss(byWeir, byIperf) && IsSameRate(byWeir, byIrtt))
                return;
            seen.Add(string.Create(CultureInfo.InvariantCulture, $"irtt {byIrtt}, iperf3 {byIperf}, weir {byWeir}"));
        }

        Assert.Fail(string.Join('\n', seen));
    }

    private static bool IsSameRate(Seen one, Seen other) => Math.Abs((one.Rate / other.Rate) - 1) <= 0.03;

    /// <summary>Of two that send at one rate, and so leave the same behind: within 2 points, 60 of 3000 packets.</summary>
    private static bool IsSameLoss(Seen one, Seen other) => one.Loss > 0.1 && Math.Abs(one.Loss - other.Loss) <= 0.02;

    /// <summary>It sends half of what it is told to on a busy machine: larger packets, and more of them, are enough here.</summary>
    private static async Task<Seen> IrttAsync(string address)
    {
        const int size = 1400;
        string[] pace = ["-i", "200us", "-d", $"{Seconds}s", "--wait=300ms", "-l", $"{size}"];
        var stats = await UntilItRunsAsync("irtt", ["client", .. pace, "-q", "-o", "-", $"{address}:2112"]);
        var (sent, received) = (Number(stats, "stats", "packets_sent"), Number(stats, "stats", "packets_received"));
        return new Seen(OnTheWire(Number(stats, "stats", "receive_rate", "bps"), size), (sent - received) / sent);
    }

    private static async Task<Seen> IperfAsync(string address)
    {
        string[] pace = ["-u", "-b", $"{PacketsPerSecond * Size * 8}", "-l", $"{Size}", "-t", $"{Seconds}"];
        var end = await UntilItRunsAsync("iperf3", ["-c", address, "-p", "5201", .. pace, "-J"]);
        var loss = Number(end, "end", "sum", "lost_packets") / Number(end, "end", "sum", "packets");
        return new Seen(OnTheWire(Number(end, "end", "sum", "bits_per_second") * (1 - loss), Size), loss);
    }

    private static async Task<Seen> WeirAsync(string address)
    {
        string[] pace = ["--every", $"{1_000_000 / PacketsPerSecond}us", "--count", $"{PacketsPerSecond * Seconds}"];
        var probe = await UntilItRunsAsync(
            WeirProcess.Path,
            ["probe", $"{address}:862", .. pace, "--size", $"{Size}", "--json", "--quiet"]
        );
        var (sent, lost) = (Number(probe, "sent"), Number(probe, "lost_forward"));
        return new Seen(OnTheWire(Number(probe, "throughput_bps"), Size), lost / sent);
    }

    /// <summary>With the headers that tc counts: Ethernet 14, IPv4 20, UDP 8.</summary>
    private static double OnTheWire(double payload, int size) => payload * (size + 42) / size;

    /// <summary>Again until its server listens.</summary>
    private static async Task<JsonElement> UntilItRunsAsync(string program, string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await ProgramProcess.RunAsync(program, arguments);
            if (result.ExitCode == 0)
                return JsonDocument.Parse(string.Join('\n', result.Output)).RootElement;
            Assert.True(attempt < 100, string.Join('\n', result.Output.Concat(result.Errors)));
            await Task.Delay(Again, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static double Number(JsonElement of, params string[] path) =>
        path.Aggregate(of, (element, name) => element.GetProperty(name)).GetDouble();

    /// <param name="Rate">What came through, in bits per second.</param>
    /// <param name="Loss">The share that did not.</param>
    private sealed record Seen(double Rate, double Loss);
}
