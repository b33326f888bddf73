using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Agent.Schedule;

/// <summary>
/// Times as crontab(5) writes them: minute, hour, day of the month, month, day of the week, each <c>*</c>, a number, a
/// range, a step or a list of these; <c>jan</c> and <c>mon</c> for numbers; <c>@hourly</c> and its like. Pure.
/// </summary>
/// <remarks>
/// When both days are restricted, either suffices, as in every cron since Vixie's. A time that the clocks skip in spring
/// comes when they have skipped it; one that they show twice in autumn comes the first time, unless all hours are meant.
/// </remarks>
public sealed class CronExpression
{
    private const string Remedy = "write minute, hour, day, month and day of the week, as in */15 2-6 * * mon-fri";

    /// <summary>A leap day on a given day of the week comes once in 28 years, and once in 40 around 2100.</summary>
    private const int LongestWait = 40 * 366;

    private static readonly string[] Months =
    [
        "",
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ];

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;
    private readonly string _text;

    private CronExpression(string text, CronField[] fields)
    {
        _text = text;
        (_minutes, _hours, _days, _months) = (fields[0], fields[1], fields[2], fields[3]);
        // Sunday is 0 and 7.
        _weekdays = fields[4].Has(7) ? fields[4] with { Bits = fields[4].Bits | 1 } : fields[4];
    }

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        expression = null;
        var parts = Expand(text.Trim()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            problem = $"\"{text}\" has {parts.Length} fields instead of 5; {Remedy}";
            return false;
        }

        (string Name, int Low, int High, string[] Names)[] rules =
        [
            ("minute", 0, 59, []),
            ("hour", 0, 23, []),
            ("day of the month", 1, 31, []),
            ("month", 1, 12, Months),
            ("day of the week", 0, 7, DayNames.Short),
        ];
        var fields = new CronField[5];
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, low, high, names) = rules[i];
            if (CronField.TryParse(parts[i], low, high, names, out fields[i]))
                continue;
            problem = $"\"{parts[i]}\" is no {name} of a cron expression ({low} to {high}); {Remedy}";
            return false;
        }

        expression = new CronExpression(text, fields);
        problem = expression.NextAfter(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null
            ? $"\"{text}\" never comes; {Remedy}"
            : null;
        return problem is null;
    }

    /// <summary>The first time behind <paramref name="at"/>, to the minute; null when there is none for decades.</summary>
    /// <param name="zone">Whose clocks are meant.</param>
    public DateTimeOffset? NextAfter(DateTimeOffset at, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var minute = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero) + Minute;
        var end = minute.AddDays(LongestWait);
        DateTime? before = null;
        while (minute < end)
        {
            var local = TimeZoneInfo.ConvertTime(minute, zone).DateTime;
            before ??= TimeZoneInfo.ConvertTime(minute - Minute, zone).DateTime;
            if (Matches(local, zone, minute) || MatchesSkipped(before.Value, local))
                return minute;
            before = local;
            var next = minute + Minute;
            if (!MatchesDay(local) && Midnight(local.Date.AddDays(1), zone) is var day && day > next)
                (next, before) = (day, null);
            minute = next;
        }

        return null;
    }

    public override string ToString() => _text;

    private static string Expand(string text) =>
        text switch
        {
            "@hourly" => "0 * * * *",
            "@daily" or "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" or "@annually" => "0 0 1 1 *",
            _ => text,
        };

    /// <summary>The first moment of a day; where the clocks skip midnight, when they have skipped it.</summary>
    private static DateTimeOffset Midnight(DateTime day, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(day))
            day += Minute;
        var offset = zone.IsAmbiguousTime(day) ? zone.GetAmbiguousTimeOffsets(day).Max() : zone.GetUtcOffset(day);
        return new DateTimeOffset(day, offset).ToUniversalTime();
    }

    private bool Matches(DateTime local, TimeZoneInfo zone, DateTimeOffset minute)
    {
        if (!MatchesClock(local))
            return false;
        return _hours.IsAll
            || !zone.IsAmbiguousTime(local)
            || zone.GetUtcOffset(minute) == zone.GetAmbiguousTimeOffsets(local).Max();
    }

    /// <summary>Whether a time is meant that no clock showed between two minutes that follow each other.</summary>
    private bool MatchesSkipped(DateTime before, DateTime local)
    {
        if (_hours.IsAll)
            return false;
        for (var skipped = before + Minute; skipped < local; skipped += Minute)
        {
            if (MatchesClock(skipped))
                return true;
        }

        return false;
    }

    private bool MatchesClock(DateTime local) =>
        _minutes.Has(local.Minute) && _hours.Has(local.Hour) && MatchesDay(local);

    private bool MatchesDay(DateTime local)
    {
        var (day, weekday) = (_days.Has(local.Day), _weekdays.Has((int)local.DayOfWeek));
        return _months.Has(local.Month) && (_days.IsAll || _weekdays.IsAll ? day && weekday : day || weekday);
    }

    /// <summary>One field: the numbers that it allows, as bits.</summary>
    /// <param name="IsAll">It began with <c>*</c>.</param>
    private readonly record struct CronField(ulong Bits, bool IsAll)
    {
        public bool Has(int number) => (Bits & (1UL << number)) != 0;

        public static bool TryParse(string text, int low, int high, string[] names, out CronField field)
        {
            field = new CronField(0, text.StartsWith('*'));
            foreach (var part in text.Split(','))
            {
                var (range, step) = (part, 1);
                if (part.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0)
                {
                    range = part[..slash];
                    if (!TryNumber(part[(slash + 1)..], [], out step) || step < 1 || step > high)
                        return false;
                }

                var dash = range.IndexOf('-', StringComparison.Ordinal);
                int first;
                int last;
                if (range == "*")
                    (first, last) = (low, high == 7 ? 6 : high);
                else if (!TryNumber(dash < 0 ? range : range[..dash], names, out first))
                    return false;
                else if (dash < 0)
                    last = step == 1 ? first : high;
                else if (!TryNumber(range[(dash + 1)..], names, out last))
                    return false;
                if (first < low || last > high || first > last)
                    return false;
                for (var number = first; number <= last; number += step)
                    field = field with { Bits = field.Bits | (1UL << number) };
            }

            return true;
        }

        private static bool TryNumber(string text, string[] names, out int number)
        {
            number = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            return number >= 0 && text.Length > 0
                || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }
    }
}
