using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Measurements.Units;

/// <summary>How people write a stretch of time, in both directions.</summary>
public static class Durations
{
    /// <summary>Reads <c>100us</c>, <c>250ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>, <c>1d</c> and <c>0</c>.</summary>
    /// <remarks>A bare number but 0 is refused: it would be seconds to one and milliseconds to another.</remarks>
    /// <exception cref="FormatException">The text is not a duration; the message says why and what to write.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration, out var problem) ? duration : throw new FormatException(problem);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration) =>
        TryParse(text, out duration, out _);

    /// <summary>As <see cref="Parse"/>; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        out TimeSpan duration,
        [NotNullWhen(false)] out string? problem
    )
    {
        duration = default;
        if (!Quantity.TrySplit(text, out var number, out var unit))
        {
            problem = $"\"{text}\" is not a duration; write a number and a unit such as 250ms, 5s, 2m or 1h";
            return false;
        }

        if (unit.IsEmpty && number != 0)
        {
            problem = $"\"{text}\" has no unit; write {number}s for seconds or {number}ms for milliseconds";
            return false;
        }

        long? scale = unit switch
        {
            "us" or "µs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "" or "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => null,
        };
        if (scale is not { } ticks)
        {
            problem = $"\"{text}\" has no known unit of time; use us, ms, s, m, h or d";
            return false;
        }

        if (number > (decimal)long.MaxValue / ticks)
        {
            problem = $"\"{text}\" is too long; the longest duration is 10675199d";
            return false;
        }

        duration = new TimeSpan((long)(number * ticks));
        problem = null;
        return true;
    }

    /// <summary>For people and short: <c>850 ms</c>, <c>3.2 s</c>, <c>2 m 05 s</c>, <c>1 h 02 m</c>, <c>3 d 04 h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
            return duration == TimeSpan.MinValue ? "-" + Format(TimeSpan.MaxValue) : "-" + Format(-duration);

        var seconds = duration.TotalSeconds;
        if (seconds == 0)
            return "0 s";
        if (seconds < 0.0009995)
            return Digits(duration.TotalMicroseconds) + " µs";
        if (seconds < 0.9995)
            return Digits(duration.TotalMilliseconds) + " ms";
        if (seconds < 59.95)
            return seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";

        var whole = (long)Math.Round(seconds);
        if (whole < 3600)
            return $"{whole / 60} m {whole % 60:00} s";

        var minutes = (long)Math.Round(seconds / 60);
        if (minutes < 24 * 60)
            return $"{minutes / 60} h {minutes % 60:00} m";

        var hours = (long)Math.Round(seconds / 3600);
        return $"{hours / 24} d {hours % 24:00} h";
    }

    /// <summary>For people who measure: three significant digits, as <c>45.2 µs</c>, <c>12.3 ms</c>, <c>1.23 s</c>.</summary>
    public static string FormatDelay(TimeSpan delay) => FormatDelay(delay.TotalSeconds);

    /// <inheritdoc cref="FormatDelay(TimeSpan)"/>
    public static string FormatDelay(double seconds) =>
        seconds == 0 ? "0 s" : Quantity.Format(seconds * 1e9, 1000, ["ns", "µs", "ms", "s"]);

    private static string Digits(double value) =>
        value.ToString(value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
