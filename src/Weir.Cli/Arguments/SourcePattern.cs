using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Cli.Arguments;

/// <summary>Expands braces as a shell does: <c>http://h:{12000,13000}/f</c>, <c>{12000..12004}</c>, <c>{01..10}</c>.</summary>
/// <remarks>
/// Several groups are combined, the last one turning fastest. Groups do not nest. A range whose ends begin with 0 keeps
/// their width. A literal brace does not belong in a URL (RFC 3986 section 2): it is written %7B and %7D.
/// </remarks>
internal static class SourcePattern
{
    /// <summary>More would be a slip of the finger.</summary>
    public const int Most = 1000;

    /// <summary>All results in order; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryExpand(
        string pattern,
        [NotNullWhen(true)] out IReadOnlyList<string>? expanded,
        [NotNullWhen(false)] out string? problem
    )
    {
        expanded = null;
        var results = new List<string> { "" };
        for (var rest = pattern.AsSpan(); ; )
        {
            var brace = rest.IndexOfAny('{', '}');
            results = Append(results, [(brace < 0 ? rest : rest[..brace]).ToString()]);
            if (brace < 0)
                break;

            if (rest[brace] == '}')
            {
                problem = $"\"{pattern}\" closes a brace that it did not open; write a literal one as %7D";
                return false;
            }

            rest = rest[(brace + 1)..];
            var end = rest.IndexOfAny('{', '}');
            if (end < 0 || rest[end] == '{')
            {
                problem =
                    end < 0
                        ? $"\"{pattern}\" does not close a brace; write a literal one as %7B"
                        : $"\"{pattern}\" has a brace within a brace; write the choices side by side";
                return false;
            }

            if (!TryChoices(rest[..end].ToString(), results.Count, out var choices, out problem))
                return false;
            results = Append(results, choices);
            rest = rest[(end + 1)..];
        }

        expanded = results;
        problem = null;
        return true;
    }

    private static List<string> Append(List<string> starts, IReadOnlyList<string> ends) =>
        [.. starts.SelectMany(start => ends.Select(end => start + end))];

    private static bool TryChoices(
        string group,
        int times,
        [NotNullWhen(true)] out string[]? choices,
        [NotNullWhen(false)] out string? problem
    )
    {
        var isRange = TryRange(group, out var from, out var to, out var width);
        choices = isRange ? null : group.Split(',');
        if (choices is not null && choices.Contains(""))
        {
            problem = $"{{{group}}} has an empty choice; write {{a,b}} or {{1..5}}";
            return false;
        }

        var count = choices?.Length ?? (Math.Abs((long)to - from) + 1);
        if (count * times > Most)
        {
            problem = $"{{{group}}} makes more than {Most} sources; name fewer";
            return false;
        }

        choices ??= Range(from, to, width);
        problem = null;
        return true;
    }

    private static bool TryRange(string group, out int from, out int to, out int width)
    {
        (from, to, width) = (0, 0, 0);
        var ends = group.Split("..");
        if (ends.Length != 2 || !TryNumber(ends[0], out from) || !TryNumber(ends[1], out to))
            return false;

        var padded = ends.Any(end => end.Length > 1 && end[0] == '0');
        width = padded ? ends.Max(end => end.Length) : 1;
        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string[] Range(int from, int to, int width)
    {
        var step = from <= to ? 1 : -1;
        return
        [
            .. Enumerable
                .Range(0, Math.Abs(to - from) + 1)
                .Select(i => (from + (i * step)).ToString($"D{width}", CultureInfo.InvariantCulture)),
        ];
    }
}
