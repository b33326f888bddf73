using System.Globalization;

namespace Weir.Cli.Arguments;

/// <summary>Arrivals in a time, as people write them: <c>50/s</c>, <c>3000/m</c>.</summary>
internal static class ArrivalRate
{
    private const double Most = 1e6;

    /// <summary>When it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(string text, out double perSecond, out string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        perSecond = 0;
        problem = $"\"{text}\" is no rate of arrivals; write 50/s or 3000/m";
        if (
            slash < 0
            || !double.TryParse(
                text.AsSpan(0, slash),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return false;
        var seconds = text[(slash + 1)..] switch
        {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => 0,
        };
        if (seconds == 0)
            return false;
        perSecond = number / seconds;
        problem = perSecond is > 0 and <= Most ? null : $"\"{text}\" is not between 0 and a million arrivals a second";
        return problem is null;
    }
}
