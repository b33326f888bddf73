using System.CommandLine;
using System.Net;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Cli.Proxying;
using Weir.Cli.Reporting;
using Weir.Cli.Serving;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Serving;

namespace Weir.Cli.Commands;

/// <summary><c>weir proxy</c>: a caching proxy, reverse or forward, and relays.</summary>
internal static class ProxyCommand
{
    private const string DefaultListen = "8080";

    public static Command Create(CommandContext context)
    {
        var going = new RoutingOptions();
        var listen = TypedOptions.Texts(
            "--listen",
            "[HOST:]PORT",
            $"Where clients come; repeated (default {DefaultListen} on 127.0.0.1)",
            "-l"
        );
        var memory = TypedOptions.Size("--memory", "What it may hold, stored and in transit (default 256MiB)", "-m");
        var disk = TypedOptions.Text("--disk", "DIR", "Keep responses in DIR too: they outlive the process");
        var diskSize = TypedOptions.Size("--disk-size", "What DIR may hold (default 10GiB)");
        var relaying = new RelayCommandOptions();
        var log = TypedOptions.Text("--access-log", "FILE", "Append one line of JSON per request to FILE");
        var control = TypedOptions.Text("--control", "[HOST:]PORT", "Listener for control and metrics");
        var token = TypedOptions.Text("--control-token", "FILE", "Its token; made when FILE is missing");
        var identity = new IdentityOptions();
        var trust = new TrustOptions();
        var interval = CommonOptions.Interval();
        var quiet = CommonOptions.Quiet();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand(
            "proxy",
            "Stand before a web server and keep what may be kept; relay UDP and TCP"
        )
        {
            IsOfLoops = true,
            Examples =
            [
                new Example("weir proxy --upstream http://127.0.0.1:8000", "a cache on port 8080 before one server"),
                new Example("weir proxy -u http://10.0.0.2 -l 0.0.0.0:80 -m 4GiB", "for others, with more memory"),
                new Example("weir proxy -u http://10.0.0.2 --disk cache", "what is stored outlives a restart"),
                new Example("weir proxy -u http://10.0.0.2 -u http://10.0.0.3", "two servers with the same files"),
                new Example("weir proxy --forward --allow '*.debian.org'", "what clients ask for, of these hosts"),
                new Example("weir proxy -u http://127.0.0.1:8000 --access-log a.ndjson", "hit or miss, and the times"),
                new Example("weir proxy --udp 9000=127.0.0.1:9001", "a UDP relay alone"),
                new Example("weir proxy --udp 9000=127.0.0.1:9001 --delay 20ms --loss 1%", "a bad path, both ways"),
                new Example(
                    "weir proxy --tcp 9000=127.0.0.1:80 --down.bandwidth 10Mbit",
                    "slow in one direction: up. and down."
                ),
            ],
            Options =
            {
                going.Upstream,
                going.Forward,
                going.Allow,
                listen,
                memory,
                disk,
                diskSize,
                log,
                control,
                token,
                identity.SelfSigned,
                identity.Certificate,
                identity.Key,
                trust.Authority,
                trust.Pin,
                trust.Insecure,
                interval,
                quiet,
                json,
            },
        };
        foreach (var option in relaying.All)
            command.Options.Add(option);
        command.SetAction(
            async (line, cancellation) =>
            {
                var relays = await relaying.ReadAsync(line, new Random(), cancellation);
                var (upstreams, allowed) = going.Read(line, hasRelays: relays.Count > 0);
                using var tls = identity.Read(line, "weir proxy", context.Output, context.Time);
                var options = new ProxyOptions
                {
                    Upstreams = upstreams,
                    Allowed = allowed,
                    Listen = Places(line.GetValue(listen) ?? [], isNeeded: upstreams.Count + allowed.Count > 0),
                    UpstreamOptions = new UpstreamOptions { Trust = trust.Read(line) },
                    Store = Limits(line.GetValue(memory), line.GetValue(disk), line.GetValue(diskSize)),
                    Relays = relays,
                    AccessLog = line.GetValue(log),
                    Control = ControlPlace.Read(line.GetValue(control), line.GetValue(token)),
                    ControlToken = line.GetValue(token),
                    Tls = tls?.Server,
                };
                var every = line.GetValue(interval) ?? CommonOptions.DefaultInterval;
                if (every <= TimeSpan.Zero)
                    throw MistakeException.Usage("--interval: 0 is no time between lines; write 1s or leave it out");
                var session = new ProxySession(
                    options,
                    context with
                    {
                        Output = context.Output with { IsQuiet = line.GetValue(quiet) },
                    },
                    every
                );
                await session.RunAsync(isJson: line.GetValue(json), cancellation);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static IReadOnlyList<IPEndPoint> Places(string[] values, bool isNeeded)
    {
        if (!isNeeded)
            return values.Length == 0
                ? []
                : throw MistakeException.Usage(
                    "--listen goes with --upstream URL or --forward; add one, or leave --listen out"
                );
        if (!ListenList.TryParse(values.Length > 0 ? values : [DefaultListen], out var places, out var problem))
            throw MistakeException.Usage($"--listen: {problem}");
        if (places.FirstOrDefault(place => place.Folder is not null) is { } odd)
            throw MistakeException.Usage($"--listen: a proxy serves no folder; leave out ={odd.Folder}");
        return [.. places.Select(place => place.EndPoint)];
    }

    private static StoreLimits Limits(ByteSize? memory, string? disk, ByteSize? diskSize)
    {
        if (memory < StoreLimits.LeastMemory)
            throw MistakeException.Usage(
                $"--memory {memory} is too small to work with; give {StoreLimits.LeastMemory} or more"
            );
        if (disk is null && diskSize is not null)
            throw MistakeException.Usage("--disk-size goes with --disk DIR; add it, or leave --disk-size out");
        if (diskSize < StoreLimits.LeastDisk)
            throw MistakeException.Usage(
                $"--disk-size {diskSize} is too small to work with; give {StoreLimits.LeastDisk} or more"
            );
        var limits = new StoreLimits { Disk = disk };
        return limits with { Memory = memory ?? limits.Memory, DiskSize = diskSize ?? limits.DiskSize };
    }
}
