using System.Text;
using Weir.Http.Messages;

namespace Weir.Downloads.Sources;

/// <summary>
/// Where a redirect leads (RFC 9110 15.4), or why it is not followed. Pure. At most <see cref="MostHops"/> in a row and
/// never in a circle; to http and https only, and never from https to http; what was meant for one server (the name and
/// password of the URL) does not go to another.
/// </summary>
internal static class RedirectRules
{
    /// <summary>Browsers and curl allow 20 to 50; a file is never so far away.</summary>
    public const int MostHops = 10;

    private const int MostShown = 200;

    /// <summary>Those that say where the file is now. 300, 304 and 305 do not.</summary>
    public static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>What a redirect target that has expired answers: the source's own URL may lead to a fresh one.</summary>
    public static bool MayHaveExpired(int status) => status is 401 or 403 or 404 or 410;

    /// <param name="origin">The source as it was given.</param>
    /// <param name="path">Where the request went so far, from the first URL to the one that answered now.</param>
    public static Redirection Next(SourceAddress origin, IReadOnlyList<SourceAddress> path, Head head)
    {
        var from = path[^1];
        if (head.CountOf("location"u8) != 1 || !head.TryGet("location"u8, out var field) || field.IsEmpty)
            return Refuse(FailureKind.WrongAnswer, $"{head.Status} redirect without one Location");
        if (path.Count > MostHops)
            return Refuse(FailureKind.Unusable, $"more than {MostHops} redirects in a row");
        var location = Decode(field);
        if (!TryResolve(from, location, out var uri))
            return Refuse(FailureKind.Unusable, $"redirects to {Show(location)}, which is no URL");
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            return Refuse(
                FailureKind.Unusable,
                $"redirects to a URL of the scheme {uri.Scheme}; only http and https are followed"
            );
        if (from.IsSecure && uri.Scheme == Uri.UriSchemeHttp)
            return Refuse(
                FailureKind.Unusable,
                $"redirects from https to {Show(uri.GetLeftPart(UriPartial.Path))}, which is not encrypted; use that URL if that is meant"
            );
        if (!origin.TryRedirect(uri, out var next, out var mistake))
            return Refuse(
                FailureKind.Unusable,
                $"redirects to {Show(uri.GetLeftPart(UriPartial.Path))}, which {mistake}"
            );
        return path.Any(p => p.IsSamePlace(next))
            ? Refuse(FailureKind.Unusable, $"redirects in a circle, back to {Show(next.PublicUrl)}")
            : new Redirection(next, null);
    }

    /// <summary>RFC 3986 5.2: relative to the URL that answered.</summary>
    internal static bool TryResolve(SourceAddress from, string location, out Uri uri)
    {
        uri = from.Uri;
        // A reference without a scheme is never a path of this machine, whatever the system takes it for.
        var reference = location.StartsWith("//", StringComparison.Ordinal)
            ? $"{from.Uri.Scheme}:{location}"
            : location;
        if (reference.StartsWith('/'))
            reference = $"{from.Uri.GetLeftPart(UriPartial.Authority)}{reference}";
        if (!Uri.TryCreate(from.Uri, reference, out var resolved) || !resolved.IsAbsoluteUri)
            return false;
        uri = resolved;
        return true;
    }

    /// <summary>It should be ASCII; servers send UTF-8 as well.</summary>
    private static string Decode(ReadOnlySpan<byte> field) =>
        System.Text.Unicode.Utf8.IsValid(field) ? Encoding.UTF8.GetString(field) : Encoding.Latin1.GetString(field);

    private static string Show(string text) =>
        string.Concat(
            (text.Length > MostShown ? text[..MostShown] + "…" : text).Select(c => char.IsControl(c) ? '?' : c)
        );

    private static Redirection Refuse(FailureKind kind, string reason) => new(null, new Failure(kind, reason));
}

/// <summary>The next URL, or why there is none.</summary>
internal readonly record struct Redirection(SourceAddress? To, Failure? Failure);
