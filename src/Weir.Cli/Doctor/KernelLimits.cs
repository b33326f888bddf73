using System.Globalization;

namespace Weir.Cli.Doctor;

/// <summary>What the kernel allows sockets and this process; null where it does not tell.</summary>
/// <param name="ReceiveBuffer">net.core.rmem_max, bytes.</param>
/// <param name="SendBuffer">net.core.wmem_max, bytes.</param>
/// <param name="Backlog">net.core.somaxconn, connections.</param>
/// <param name="TcpReceiveWindow">The last of net.ipv4.tcp_rmem, bytes.</param>
/// <param name="ClientPorts">The width of net.ipv4.ip_local_port_range.</param>
/// <param name="OpenFiles">Files that this process may have open (RLIMIT_NOFILE, hard).</param>
internal sealed record KernelLimits(
    long? ReceiveBuffer,
    long? SendBuffer,
    long? Backlog,
    long? TcpReceiveWindow,
    long? ClientPorts,
    long? OpenFiles
)
{
    private const string Settings = "/proc/sys/net/";

    /// <summary>As they are now. Nothing of it is known but on Linux.</summary>
    public static KernelLimits Read()
    {
        var ports = Numbers(Settings + "ipv4/ip_local_port_range");
        return new KernelLimits(
            Numbers(Settings + "core/rmem_max") is [var receive] ? receive : null,
            Numbers(Settings + "core/wmem_max") is [var send] ? send : null,
            Numbers(Settings + "core/somaxconn") is [var backlog] ? backlog : null,
            Numbers(Settings + "ipv4/tcp_rmem") is [_, _, var window] ? window : null,
            ports is [var first, var last] ? last - first + 1 : null,
            Files(Text("/proc/self/limits"))
        );
    }

    /// <summary><c>Max open files            1024                 524288               files</c></summary>
    internal static long? Files(string limits)
    {
        const string Label = "Max open files";
        var line = limits.Split('\n').FirstOrDefault(each => each.StartsWith(Label, StringComparison.Ordinal));
        return line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..]
            ? hard == "unlimited"
                ? long.MaxValue
                : Number(hard)
            : null;
    }

    private static long[] Numbers(string path) =>
        [.. Text(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Number).OfType<long>()];

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
