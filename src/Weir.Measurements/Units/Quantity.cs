using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Measurements.Units;

/// <summary>A number with a unit behind it, as people write it.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>
    /// Splits <c>1.5 GiB</c> into 1.5 and <c>GiB</c>. The number has digits, and digits behind a point at most:
    /// no sign, no exponent, no NaN. One space may stand between number and unit.
    /// </summary>
    public static bool TrySplit([NotNullWhen(true)] string? text, out decimal number, out ReadOnlySpan<char> unit)
    {
        number = 0;
        unit = default;
        var all = text.AsSpan().Trim();
        var end = all.IndexOfAnyExcept(NumberCharacters);
        var digits = end < 0 ? all : all[..end];
        unit = end < 0 ? default : all[end..];
        if (unit.StartsWith(" ", StringComparison.Ordinal))
            unit = unit[1..];

        return text is not null
            && digits.Length > 0
            && char.IsAsciiDigit(digits[0])
            && char.IsAsciiDigit(digits[^1])
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Three significant digits in the largest unit that leaves at least 1 before the point.</summary>
    public static string Format(double value, double step, ReadOnlySpan<string> units)
    {
        var sign = value < 0 ? "-" : "";
        var rest = Math.Abs(value);
        var unit = 0;
        // 999.6 kbit would print as 1000: go on to the next unit already when rounding would reach it.
        while (unit < units.Length - 1 && (rest >= step || Math.Round(rest) >= step))
        {
            rest /= step;
            unit++;
        }

        return $"{sign}{ThreeDigits(rest)} {units[unit]}";
    }

    private static string ThreeDigits(double value) =>
        value switch
        {
            < 9.995 => value.ToString("0.##", CultureInfo.InvariantCulture),
            < 99.95 => value.ToString("0.#", CultureInfo.InvariantCulture),
            _ => value.ToString("0", CultureInfo.InvariantCulture),
        };
}
