using Weir.Cli.Mistakes;

namespace Weir.Cli.Serving;

/// <summary>The values of <c>--mirror</c>.</summary>
internal static class MirrorList
{
    /// <param name="isOneFile">Whether a mirror is the URL of the file itself, to which no path is added.</param>
    /// <exception cref="MistakeException">One is no URL that may be told to everybody.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> values, bool isOneFile)
    {
        foreach (var value in values)
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                throw MistakeException.Usage(
                    $"--mirror: \"{value}\" is no URL; write one such as http://a.example/files/"
                );
            if (url.UserInfo.Length > 0)
                throw MistakeException.Usage(
                    "--mirror: every client is told of it; leave user and password out of the URL"
                );
            if (url.Fragment.Length > 0)
                throw MistakeException.Usage("--mirror: no client sends what follows the #; leave it out of the URL");
            if (url.Query.Length > 0 && !isOneFile)
                throw MistakeException.Usage(
                    "--mirror: the paths of files go behind the URL of a folder; leave the ? and what follows out of it"
                );
        }

        // As it is written on the wire: what is not ASCII is encoded.
        return [.. values.Select(value => new Uri(value).AbsoluteUri)];
    }
}
