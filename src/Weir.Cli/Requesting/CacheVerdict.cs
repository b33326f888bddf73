namespace Weir.Cli.Requesting;

/// <summary>What the caches on the way say of one answer, by its <c>Cache-Status</c> (RFC 9211). Pure.</summary>
/// <param name="IsHit">A cache answered by itself.</param>
/// <param name="Forward">Why the cache nearest to the client went on to the server, as <c>uri-miss</c>; null for a hit.</param>
internal sealed record CacheVerdict(bool IsHit, string? Forward)
{
    /// <summary>Null when no cache says whether it was a hit.</summary>
    public static CacheVerdict? Of(string? field)
    {
        if (field is null)
            return null;
        // The member of the cache nearest to the client comes last (RFC 9211 2).
        var members = Split(field, ',').Select(member => Split(member, ';').Skip(1).ToList()).ToList();
        if (members.Any(parameters => parameters.Contains("hit")))
            return new CacheVerdict(IsHit: true, null);
        var forward = members
            .SelectMany(parameters => parameters)
            .LastOrDefault(parameter => parameter.StartsWith("fwd=", StringComparison.Ordinal));
        return forward is null ? null : new CacheVerdict(IsHit: false, forward["fwd=".Length..]);
    }

    /// <summary>The parts between separators that stand in no quoted string (RFC 9651 3.3.3).</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }
}
