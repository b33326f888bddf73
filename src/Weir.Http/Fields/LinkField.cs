using System.Globalization;
using System.Text;

namespace Weir.Http.Fields;

// RFC 8288 3, RFC 6249 3 and 4:
//
//   Link: <http://www2.example.com/f>; rel=duplicate; pri=1; pref; geo=gb; depth=1
//   Link: <http://example.com/f.meta4>; rel=describedby; type="application/metalink4+xml"
//
//   #( "<" URI-Reference ">" *( OWS ";" OWS [ token [ BWS "=" BWS ( token / quoted-string ) ] ] ) )

/// <summary>One link to something that is related to what was asked for.</summary>
/// <param name="Target">As it was sent: absolute, or to be resolved against the URL of the answer.</param>
/// <param name="Relation">Relation types in lower case, separated by a space (RFC 8288 3.3).</param>
public sealed record LinkValue(string Target, string Relation)
{
    /// <summary>A hint of the media type.</summary>
    public string? Type { get; init; }

    /// <summary>1 is best (RFC 6249 3.1); null when not told.</summary>
    public int? Priority { get; init; }

    /// <summary>ISO 3166-1 code of a country (RFC 6249 3.2).</summary>
    public string? Location { get; init; }

    /// <summary>How many folders the mirror has in common, counted from the file (RFC 6249 3.4).</summary>
    public int? Depth { get; init; }

    public bool Has(string relation) => Relation.Split(' ').Contains(relation, StringComparer.Ordinal);

    /// <summary>As a value of Link.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"<{Target}>; rel={Relation}");
        if (Priority is { } priority)
            text.Append(CultureInfo.InvariantCulture, $"; pri={priority}");
        if (Location is { } location)
            text.Append(CultureInfo.InvariantCulture, $"; geo={location}");
        if (Depth is { } depth)
            text.Append(CultureInfo.InvariantCulture, $"; depth={depth}");
        if (Type is { } type)
            text.Append(CultureInfo.InvariantCulture, $"; type=\"{type}\"");
        return text.ToString();
    }
}

/// <summary>Reads Link (RFC 8288). What is malformed ends the reading of its line; what came before it stands.</summary>
public static class LinkField
{
    /// <summary>The most links that one answer is listened to for.</summary>
    public const int MaxLinks = 1_000;

    private const int MaxParameters = 32;

    /// <summary>Adds the links of one line.</summary>
    public static void Read(ReadOnlySpan<byte> line, ICollection<LinkValue> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        while (links.Count < MaxLinks)
        {
            line = line.TrimStart(" \t,"u8);
            if (!line.StartsWith("<"u8) || line.IndexOf((byte)'>') is var end && end < 0)
                return;
            var target = line[1..end];
            line = line[(end + 1)..];
            if (!CommonRules.IsVisible(target) || ReadParameters(ref line, target) is not { } link)
                return;
            // RFC 8288 3.3: a link without a relation is none.
            if (link.Relation.Length > 0)
                links.Add(link);
        }
    }

    private static LinkValue? ReadParameters(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> target)
    {
        var link = new LinkValue(Encoding.ASCII.GetString(target), "");
        for (var i = 0; i <= MaxParameters; i++)
        {
            line = line.TrimStart(" \t"u8);
            if (line.IsEmpty || line[0] == ',')
                return link;
            if (line[0] != ';' || i == MaxParameters)
                return null;
            line = line[1..].TrimStart(" \t"u8);
            var name = TakeToken(ref line);
            line = line.TrimStart(" \t"u8);
            if (!line.StartsWith("="u8))
                continue;
            line = line[1..].TrimStart(" \t"u8);
            if (TakeValue(ref line) is not { } value)
                return null;
            link = With(link, name, value);
        }

        return null;
    }

    /// <summary>RFC 8288 3.3 and RFC 6249 3: of what comes twice, the first counts.</summary>
    private static LinkValue With(LinkValue link, ReadOnlySpan<byte> name, string value)
    {
        if (Ascii.EqualsIgnoreCase(name, "rel"u8))
            return link.Relation.Length > 0 ? link : link with { Relation = value.ToLowerInvariant().Trim() };
        if (Ascii.EqualsIgnoreCase(name, "type"u8))
            return link with { Type = link.Type ?? value };
        if (Ascii.EqualsIgnoreCase(name, "pri"u8))
            return link with { Priority = link.Priority ?? Number(value, 1) };
        if (Ascii.EqualsIgnoreCase(name, "geo"u8))
            return link with { Location = link.Location ?? value.ToLowerInvariant() };
        if (Ascii.EqualsIgnoreCase(name, "depth"u8))
            return link with { Depth = link.Depth ?? Number(value, 0) };
        return link;
    }

    private static int? Number(string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : null;

    private static ReadOnlySpan<byte> TakeToken(ref ReadOnlySpan<byte> line)
    {
        var length = 0;
        while (length < line.Length && CommonRules.IsTokenByte(line[length]))
            length++;
        var token = line[..length];
        line = line[length..];
        return token;
    }

    private static string? TakeValue(ref ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("\""u8))
            return Encoding.ASCII.GetString(TakeToken(ref line));
        var text = new StringBuilder();
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                line = line[(i + 1)..];
                return text.ToString();
            }

            if (line[i] == '\\' && i + 1 < line.Length)
                i++;
            text.Append((char)line[i]);
        }

        return null;
    }
}
