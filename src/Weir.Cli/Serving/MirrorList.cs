using Weir.Cli.Mistakes;

namespace Weir.Cli.Serving;

/// <summary>The values of <c>--mirror</c>.</summary>
internal static class MirrorList
{
    /// <exception cref="MistakeException">One is no URL that may be told to everybody.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> values)
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
        }

        // As it is written on the wire: what is not ASCII is encoded.
        return [.. values.Select(value => new Uri(value).AbsoluteUri)];
    }
}
