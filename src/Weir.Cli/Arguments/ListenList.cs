using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Weir.Cli.Arguments;

/// <summary>Reads the values of <c>--listen</c>: <c>[HOST:]PORT[..PORT][=FOLDER]</c>, repeated.</summary>
/// <remarks>Without a host it is loopback: what others should reach is said so.</remarks>
internal static class ListenList
{
    /// <summary>More would be a slip of the finger, and run into the limit of open files.</summary>
    public const int Most = 1000;

    /// <summary>All places in the order given; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        IEnumerable<string> values,
        [NotNullWhen(true)] out IReadOnlyList<ListenAddress>? addresses,
        [NotNullWhen(false)] out string? problem
    )
    {
        addresses = null;
        var found = new List<ListenAddress>();
        var taken = new HashSet<IPEndPoint>();
        foreach (var value in values)
        {
            problem = Add(value, found);
            if (problem is not null)
                return false;
        }

        foreach (var address in found)
        {
            if (address.EndPoint.Port != 0 && !taken.Add(address.EndPoint))
            {
                problem = $"{address.EndPoint} is named twice; name each port once";
                return false;
            }
        }

        addresses = found;
        problem = null;
        return true;
    }

    private static string? Add(string value, List<ListenAddress> found)
    {
        var equals = value.IndexOf('=');
        var folder = equals < 0 ? null : value[(equals + 1)..];
        var place = equals < 0 ? value : value[..equals];
        if (folder is "")
            return $"\"{value}\" names no folder after =; write PORT=FOLDER";

        var colon = place.LastIndexOf(':');
        if (!TryHost(colon < 0 ? "127.0.0.1" : place[..colon], out var host, out var problem))
            return problem;
        if (!TryPorts(place[(colon + 1)..], out var first, out var last))
            return $"\"{place}\" is not a place to listen at; write PORT, HOST:PORT or a range such as 12000..12004";
        if (last < first)
            return $"\"{place}\" runs backwards; write {last}..{first}";
        if (found.Count + last - first + 1 > Most)
            return $"\"{place}\" makes more than {Most} listeners; name fewer ports";

        for (var port = first; port <= last; port++)
            found.Add(new ListenAddress(new IPEndPoint(host, port), folder));
        return null;
    }

    private static bool TryHost(string text, out IPAddress host, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        var bracketed = text.Length > 2 && text[0] == '[' && text[^1] == ']';
        if (text == "localhost")
        {
            host = IPAddress.Loopback;
            return true;
        }

        if (!bracketed && text.Contains(':'))
        {
            host = IPAddress.None;
            problem = $"\"{text}\" holds colons; write an IPv6 address in brackets, such as [::1]:8000";
            return false;
        }

        // IPAddress also reads 127.1 and 0x7f000001; only the four decimal parts are meant here.
        if (
            IPAddress.TryParse(bracketed ? text[1..^1] : text, out host!)
            && (bracketed ? text.Contains(':') : host.ToString() == text)
        )
            return true;

        problem = $"\"{text}\" is not an address of this machine; write an IP address or localhost, 0.0.0.0 for all";
        return false;
    }

    private static bool TryPorts(string text, out int first, out int last)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            var single = TryPort(text, out first);
            last = first;
            return single;
        }

        last = 0;
        // Port 0 is any free port: a range from it has no meaning.
        return TryPort(text.AsSpan(0, dots), out first) && TryPort(text.AsSpan(dots + 2), out last) && first > 0;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;
}
