using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Probes.Probing;

/// <summary>How a target is asked.</summary>
public enum ProbeProtocol
{
    /// <summary>RFC 8762, and TWAMP-Light's reflectors.</summary>
    Stamp,

    /// <summary>RFC 862.</summary>
    Echo,
}

/// <summary>Whom to probe, and how.</summary>
/// <param name="Protocol">How it is asked.</param>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record ProbeTarget(ProbeProtocol Protocol, string Host, int Port)
{
    private static readonly string[] Later = ["icmp:", "tcp:", "http:", "https:"];

    /// <summary>As people write it, <c>192.0.2.1:862</c>, <c>echo:[2001:db8::1]:7007</c>; what records call the target.</summary>
    public override string ToString()
    {
        var place = Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
        return Protocol == ProbeProtocol.Echo ? $"echo:{place}" : place;
    }

    /// <summary>Reads <c>HOST:PORT</c> and <c>echo:HOST:PORT</c>; when it returns false, <paramref name="problem"/> is a clause.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out ProbeTarget? target,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        target = null;
        var isEcho = text.StartsWith("echo:", StringComparison.OrdinalIgnoreCase);
        var place = isEcho ? text["echo:".Length..] : text;
        problem = Problem(text, place, out var host, out var port);
        if (problem is not null)
            return false;
        target = new ProbeTarget(isEcho ? ProbeProtocol.Echo : ProbeProtocol.Stamp, host, port);
        return true;
    }

    private static string? Problem(string text, string place, out string host, out int port)
    {
        const string Forms = "write HOST:PORT (STAMP) or echo:HOST:PORT";
        (host, port) = ("", 0);
        if (Array.Find(Later, text.ToLowerInvariant().StartsWith) is { } scheme)
            return $"\"{text}\": probes by {scheme.TrimEnd(':')} are not supported yet; {Forms}";
        var colon = place.LastIndexOf(':');
        if (colon < 0 || place.EndsWith(']'))
            return $"\"{text}\" names no port; {Forms}";
        host = place[..colon];
        var isBracketed = host is ['[', .., ']'];
        if (isBracketed)
            host = host[1..^1];
        if (!isBracketed && host.Contains(':'))
            return $"\"{text}\" holds colons; write an IPv6 address in brackets, such as [::1]:862";
        if (host.Length == 0 || host.Any(c => char.IsWhiteSpace(c) || c is '/' or '@'))
            return $"\"{text}\" names no host; {Forms}";
        return
            int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535
            ? null
            : $"\"{text}\" has no port of 1 to 65535; {Forms}";
    }
}
