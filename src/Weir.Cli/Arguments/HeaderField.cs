using Weir.Cli.Mistakes;

namespace Weir.Cli.Arguments;

/// <summary>The values of <c>--header</c>: NAME: VALUE (RFC 9110 5.1, 5.5).</summary>
internal static class HeaderField
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    private static readonly string[] Reserved =
    [
        "host",
        "range",
        "content-length",
        "transfer-encoding",
        "connection",
        "accept-encoding",
    ];

    public static IReadOnlyList<KeyValuePair<string, string>> ParseAll(IEnumerable<string> texts) =>
        [.. texts.Select(Parse)];

    private static KeyValuePair<string, string> Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : text[..colon];
        var value = text[(colon + 1)..].Trim(' ', '\t');
        if (name.Length == 0 || !name.All(IsTokenCharacter))
            throw MistakeException.Usage($"--header \"{text}\" is no field; write it as 'NAME: VALUE'");
        if (value.Any(c => char.IsControl(c) || c > 0xff))
            throw MistakeException.Usage(
                $"--header {name} has a value with characters that no field may have; leave them out"
            );
        if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw MistakeException.Usage($"--header {name} is Weir's own to set; leave it out");
        return new(name, value);
    }

    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || TokenPunctuation.Contains(c, StringComparison.Ordinal);
}
