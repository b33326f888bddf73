using Weir.Cli.Mistakes;
using Weir.Collector.Managing;

namespace Weir.Cli.Arguments;

/// <summary>The values of <c>--manage</c>: <c>NAME=URL,TOKENFILE</c>.</summary>
internal static class ManagedList
{
    private const int LongestName = 64;

    /// <param name="isThere">Whether a file exists.</param>
    /// <exception cref="MistakeException">One is not understood.</exception>
    public static IReadOnlyList<ManagedServer> Read(IEnumerable<string> values, Predicate<string> isThere)
    {
        var servers = values.Select(value => ReadOne(value, isThere)).ToList();
        return
            servers.GroupBy(server => server.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1)
                is { } twice
            ? throw MistakeException.Usage($"--manage: {twice.Key} is given twice; give each server a name of its own")
            : servers;
    }

    private static ManagedServer ReadOne(string value, Predicate<string> isThere)
    {
        var (equals, comma) = (value.IndexOf('=', StringComparison.Ordinal), value.LastIndexOf(','));
        if (equals <= 0 || comma < equals)
            throw Mistake(value, "write it as NAME=URL,TOKENFILE");
        var (name, url, file) = (value[..equals], value[(equals + 1)..comma], value[(comma + 1)..]);
        if (name.Length > LongestName || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw Mistake(value, $"a name has letters, digits, dots and dashes, {LongestName} at most");
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.AbsolutePath != "/"
            || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0
        )
            throw Mistake(
                value,
                $"\"{url}\" is no URL of a control listener; write http://HOST:PORT, as --control has it"
            );
        if (!isThere(file))
            throw Mistake(value, $"the token file \"{file}\" does not exist; it is the one of --control-token");
        return new ManagedServer(name, uri, Path.GetFullPath(file));
    }

    private static MistakeException Mistake(string value, string why) =>
        MistakeException.Usage($"--manage {value}: {why}");
}
