using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Cli.Arguments;

/// <summary>A part of a whole as people write it, <c>10%</c>, <c>0.5%</c>.</summary>
internal static class Percentage
{
    /// <summary>Gives 0 to 1; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(string text, out double share, [NotNullWhen(false)] out string? problem)
    {
        var number = text.AsSpan().Trim();
        var isPercent = number.EndsWith("%", StringComparison.Ordinal);
        number = isPercent ? number[..^1].TrimEnd() : number;
        var isNumber = double.TryParse(
            number,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var percent
        );
        share = percent / 100;
        problem =
            !isNumber || !double.IsFinite(percent) ? $"\"{text}\" is not a percentage; write it as 10%"
            : !isPercent && percent != 0 ? $"\"{text}\" has no unit; write it as {text}%"
            : share > 1 ? $"\"{text}\" is more than the whole; write 0% to 100%"
            : null;
        return problem is null;
    }
}
