using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.Cli.Proxying;

/// <summary>The options of <c>weir proxy</c> that say where requests go: to servers of one's own, or to those that are asked for.</summary>
internal sealed class RoutingOptions
{
    public Option<string[]> Upstream { get; } =
        TypedOptions.Texts(
            "--upstream",
            "URL",
            "The server to stand before: http(s)://HOST[:PORT]; repeated for more that have the same",
            "-u"
        );

    public Option<bool> Forward { get; } =
        TypedOptions.Flag("--forward", "Be a forward proxy: go where clients ask, with CONNECT too");

    public Option<string[]> Allow { get; } =
        TypedOptions.Texts(
            "--allow",
            "HOST[:PORT]",
            "Where --forward goes: a name, *.NAME, * or a network; ports 80 and 443 if none is said, :* for all; repeated"
        );

    /// <summary>The one or the other; both are empty for a proxy that only relays.</summary>
    public (IReadOnlyList<UpstreamAddress> Upstreams, IReadOnlyList<AllowedHost> Allowed) Read(
        ParseResult line,
        bool hasRelays
    )
    {
        var (upstreams, allowed) = (line.GetValue(Upstream) ?? [], line.GetValue(Allow) ?? []);
        if (!line.GetValue(Forward))
        {
            if (allowed.Length > 0)
                throw MistakeException.Usage("--allow goes with --forward; add it, or leave --allow out");
            if (upstreams.Length == 0 && !hasRelays)
                throw MistakeException.Usage(
                    "no --upstream given; name the server to stand before, such as http://127.0.0.1:8000, or use --forward --allow HOST"
                );
            return (Addresses(upstreams), []);
        }

        if (upstreams.Length > 0)
            throw MistakeException.Usage("--forward and --upstream are two kinds of proxy; leave one of the two out");
        if (allowed.Length == 0)
            throw MistakeException.Usage(
                "--forward goes only where --allow says; add --allow HOST[:PORT], or --allow '*' for all public addresses"
            );
        return ([], Hosts(allowed));
    }

    private static List<UpstreamAddress> Addresses(string[] texts)
    {
        var addresses = new List<UpstreamAddress>();
        foreach (var text in texts)
        {
            if (!UpstreamAddress.TryParse(text, out var address, out var problem))
                throw MistakeException.Usage($"--upstream: {problem}");
            if (addresses.Contains(address))
                throw MistakeException.Usage($"--upstream {address} is named twice; name each server once");
            addresses.Add(address);
        }

        return addresses;
    }

    private static List<AllowedHost> Hosts(string[] texts)
    {
        var hosts = new List<AllowedHost>();
        foreach (var text in texts)
        {
            if (!AllowedHost.TryParse(text, out var host, out var problem))
                throw MistakeException.Usage($"--allow: {problem}");
            hosts.Add(host);
        }

        return hosts;
    }
}
