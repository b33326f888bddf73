using Weir.Measurements.Units;

namespace Weir.Cli.Doctor;

/// <summary>Whether the kernel's limits let Weir do what it is made for. Pure.</summary>
internal static class KernelChecks
{
    private const string Area = "kernel";

    /// <summary>What probes and reflectors ask for (<c>UdpOptions.BufferBytes</c>).</summary>
    private const long Buffer = 4 << 20;

    /// <summary>What servers ask for.</summary>
    private const long Backlog = 4096;

    /// <summary>The bandwidth-delay product of 400 Mbit/s over 100 ms, roughly; the kernel's own default is 6 MiB.</summary>
    private const long Window = 4 << 20;

    /// <summary>10,000 connections of <c>weir serve</c>, a file each for some of them, and its own.</summary>
    private const long Files = 16_384;

    /// <summary>Connections from one client address to one port of a server that can be open at once.</summary>
    private const long Ports = 16_384;

    public static IEnumerable<Diagnosis> Of(KernelLimits limits) =>
        [
            AtLeast(
                "net.core.rmem_max",
                limits.ReceiveBuffer,
                Buffer,
                "probes and reflectors may lose packets in bursts"
            ),
            AtLeast("net.core.wmem_max", limits.SendBuffer, Buffer, "probes may send bursts late"),
            AtLeast("net.core.somaxconn", limits.Backlog, Backlog, "many clients at once may have to connect again"),
            AtLeast(
                "net.ipv4.tcp_rmem",
                limits.TcpReceiveWindow,
                Window,
                "one connection over a long way stays slow",
                $"4096 131072 {Window * 2}"
            ),
            Judge(
                "net.ipv4.ip_local_port_range",
                limits.ClientPorts,
                Ports,
                "weir load runs out of ports with many clients",
                "sysctl -w net.ipv4.ip_local_port_range=\"16384 60999\""
            ),
            Judge(
                "open files",
                limits.OpenFiles,
                Files,
                "servers refuse connections beyond that",
                $"ulimit -n {Files * 4}, or LimitNOFILE={Files * 4} in its systemd unit"
            ),
        ];

    private static Diagnosis AtLeast(string name, long? value, long wanted, string cost, string? setting = null) =>
        Judge(name, value, wanted, cost, $"sysctl -w {name}={(setting is null ? wanted : $"\"{setting}\"")}");

    private static Diagnosis Judge(string name, long? value, long wanted, string cost, string remedy) =>
        value switch
        {
            null => Diagnosis.Ok(Area, name, "this system does not tell it"),
            { } known when known < wanted => Diagnosis.Warning(
                Area,
                name,
                $"{Show(name, known)}, where {Show(name, wanted)} are wanted: {cost}",
                remedy
            ),
            { } known => Diagnosis.Ok(Area, name, Show(name, known)),
        };

    private static string Show(string name, long value) =>
        value == long.MaxValue ? "no limit"
        : name.Contains("mem", StringComparison.Ordinal) ? new ByteSize(value).ToString()
        : $"{value}";
}
