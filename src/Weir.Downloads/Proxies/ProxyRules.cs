using System.Net;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Proxies;

/// <summary>
/// Which proxy a request goes through, by the variables that curl knows: <c>http_proxy</c> (lower case only, because a
/// server hands a client's Proxy field to its programs as HTTP_PROXY), <c>https_proxy</c>, <c>all_proxy</c>,
/// <c>no_proxy</c>, the last three also in capitals. As with curl, loopback is no exception unless no_proxy names it. Pure.
/// </summary>
public sealed class ProxyRules
{
    private readonly ProxyAddress? _http;
    private readonly ProxyAddress? _https;
    private readonly string[] _exceptions;

    private ProxyRules(ProxyAddress? http, ProxyAddress? https, string[] exceptions)
    {
        _http = http;
        _https = https;
        _exceptions = exceptions;
    }

    /// <summary>Everything goes straight to its server.</summary>
    public static ProxyRules None { get; } = new(null, null, []);

    /// <param name="variable">A variable of the environment by its name; null when it is not set.</param>
    /// <param name="mistake">Which variable is wrong, and why, as a clause; null when all is well.</param>
    public static ProxyRules FromEnvironment(Func<string, string?> variable, out string? mistake)
    {
        string? found = null;
        var all = Find("all_proxy", "ALL_PROXY");
        var http = Find("http_proxy") ?? all;
        var https = Find("https_proxy", "HTTPS_PROXY") ?? all;
        mistake = found;
        var exceptions = (Value("no_proxy") ?? Value("NO_PROXY") ?? "").Split(
            [',', ' '],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return found is null ? new ProxyRules(http, https, exceptions) : None;

        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

        ProxyAddress? Find(params string[] names)
        {
            if (Array.Find(names, n => Value(n) is not null) is not { } name)
                return null;
            var proxy = ProxyAddress.Parse(Value(name)!, out var wrong);
            // The value may hold a password.
            if (wrong is not null)
                found ??= $"the variable {name} {wrong}";
            return proxy;
        }
    }

    /// <summary>The proxy for requests to <paramref name="target"/>; null for none.</summary>
    internal ProxyAddress? For(SourceAddress target) =>
        (target.IsSecure ? _https : _http) is { } proxy && !_exceptions.Any(e => Matches(e, target.Host))
            ? proxy
            : null;

    /// <summary>
    /// A name stands for itself and what is below it, with a leading dot or without; an address for itself, or with a
    /// prefix length for its network; <c>*</c> for all.
    /// </summary>
    internal static bool Matches(string exception, string host)
    {
        if (exception == "*")
            return true;
        if (IPAddress.TryParse(host, out var address))
        {
            if (IPNetwork.TryParse(exception, out var network))
                return network.Contains(address);
            return IPAddress.TryParse(exception.Trim('[', ']'), out var other) && other.Equals(address);
        }
        var name = exception.Trim('.');
        var asked = host.TrimEnd('.');
        return name.Length > 0
            && asked.EndsWith(name, StringComparison.OrdinalIgnoreCase)
            && (asked.Length == name.Length || asked[^(name.Length + 1)] == '.');
    }
}
