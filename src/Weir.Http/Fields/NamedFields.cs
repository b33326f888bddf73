using System.Text;

namespace Weir.Http.Fields;

/// <summary>The fields that <c>no-cache="…"</c> and <c>private="…"</c> are about (RFC 9111 5.2.2.4, 5.2.2.7).</summary>
internal static class NamedFields
{
    /// <summary>Without these a stored response would be another one, or none: who names them means all of it.</summary>
    private static readonly byte[][] Indispensable =
    [
        "Age"u8.ToArray(),
        "Cache-Control"u8.ToArray(),
        "CDN-Cache-Control"u8.ToArray(),
        "Content-Encoding"u8.ToArray(),
        "Content-Language"u8.ToArray(),
        "Content-Location"u8.ToArray(),
        "Content-Range"u8.ToArray(),
        "Content-Type"u8.ToArray(),
        "Date"u8.ToArray(),
        "ETag"u8.ToArray(),
        "Expires"u8.ToArray(),
        "Last-Modified"u8.ToArray(),
        "Location"u8.ToArray(),
        "Surrogate-Control"u8.ToArray(),
        "Vary"u8.ToArray(),
    ];

    /// <summary>Adds the names in such an argument; null when it names none, or what is no name or indispensable.</summary>
    /// <param name="argument">Without its quotes.</param>
    public static string[]? Add(string[]? known, ReadOnlySpan<byte> argument)
    {
        var names = new List<string>(known ?? []);
        var count = 0;
        foreach (var name in new TokenList(argument))
        {
            if (name.IsEmpty)
                continue;
            if (!CommonRules.IsToken(name) || IsIndispensable(name))
                return null;
            names.Add(Encoding.ASCII.GetString(name));
            count++;
        }

        return count > 0 ? [.. names] : null;
    }

    private static bool IsIndispensable(ReadOnlySpan<byte> name)
    {
        foreach (var field in Indispensable)
        {
            if (Ascii.EqualsIgnoreCase(name, field))
                return true;
        }

        return false;
    }
}
