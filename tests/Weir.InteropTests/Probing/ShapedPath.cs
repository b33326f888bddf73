using Weir.Testing.Processes;

namespace Weir.InteropTests.Probing;

/// <summary>
/// A way over a router to a machine, both of them network namespaces. The router passes so much and no more, by the kernel's
/// own token bucket (tc-tbf(8)): at the sender itself it would hold the sender back instead of losing.
/// </summary>
internal sealed class ShapedPath : IAsyncDisposable
{
    private static readonly int Id = Environment.ProcessId;

    private readonly string _router = $"weir-{Id}-r";
    private readonly string _machine = $"weir-{Id}-m";
    private readonly string _net = $"198.18.{Id % 256}";

    private ShapedPath() { }

    /// <summary>The address beyond.</summary>
    public string Address => $"{_net}.6";

    /// <summary>The test is skipped where no namespaces can be made.</summary>
    /// <param name="rate">As tc takes it, with the lengths of Ethernet frames.</param>
    public static async Task<ShapedPath> CreateAsync(string rate, string queue)
    {
        var path = new ShapedPath();
        var made = await ProgramProcess.RunAsync("ip", ["netns", "add", path._router]);
        Assert.SkipWhen(made.ExitCode != 0, $"No network namespace: {string.Join(' ', made.Errors)}");
        try
        {
            await path.BuildAsync(rate, queue);
        }
        catch
        {
            await path.DisposeAsync();
            throw;
        }

        return path;
    }

    /// <summary>Starts a program beyond the path.</summary>
    public ProgramProcess Start(string program, params string[] arguments) =>
        ProgramProcess.Start("ip", ["netns", "exec", _machine, program, .. arguments]);

    /// <summary>The interfaces go with their namespaces.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in new[] { _machine, _router })
            await ProgramProcess.RunAsync("ip", ["netns", "delete", name]);
    }

    private async Task BuildAsync(string rate, string queue)
    {
        await RunAsync($"ip netns add {_machine}");
        await RunAsync($"ip link add wv{Id} type veth peer name near netns {_router}");
        await RunAsync($"ip -n {_router} link add far type veth peer name near netns {_machine}");
        await RunAsync($"ip addr add {_net}.1/30 dev wv{Id}");
        await RunAsync($"ip -n {_router} addr add {_net}.2/30 dev near");
        await RunAsync($"ip -n {_router} addr add {_net}.5/30 dev far");
        await RunAsync($"ip -n {_machine} addr add {Address}/30 dev near");
        await RunAsync($"ip link set wv{Id} up");
        await RunAsync($"ip -n {_router} link set near up");
        await RunAsync($"ip -n {_router} link set far up");
        await RunAsync($"ip -n {_machine} link set near up");
        await RunAsync($"ip -n {_machine} link set lo up");
        await RunAsync($"ip route add {_net}.4/30 via {_net}.2");
        await RunAsync($"ip -n {_machine} route add default via {_net}.5");
        await RunAsync($"ip netns exec {_router} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'");
        await RunAsync($"tc -n {_router} qdisc add dev far root tbf rate {rate} burst 5kb latency {queue}");
    }

    private static async Task RunAsync(string command)
    {
        var result = await ProgramProcess.RunAsync("sh", ["-c", command]);
        Assert.True(result.ExitCode == 0, $"{command}: {string.Join(' ', result.Errors)}");
    }
}
