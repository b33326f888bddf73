using System.Globalization;
using System.Text.Json;

namespace Weir.Analysis.Reports.Json;

/// <summary>Writes numbers without the digits that mean nothing.</summary>
internal static class JsonNumber
{
    /// <summary>Behind the point: a nanosecond.</summary>
    private const int Digits = 9;

    /// <summary>Below it digits are counted from the first that is not zero: a p-value of 10⁻¹² is not zero.</summary>
    private const double Small = 1e-3;

    /// <summary>What is unknown or no finite number is null.</summary>
    public static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            json.WriteNumber(name, Rounded(known));
        else
            json.WriteNull(name);
    }

    public static double Rounded(double value) =>
        Math.Abs(value) < Small
            ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Math.Round(value, Digits);
}
