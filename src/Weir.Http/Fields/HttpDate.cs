using System.Globalization;
using System.Text;

namespace Weir.Http.Fields;

// RFC 9110 5.6.7; a sender writes the first, a recipient MUST accept all three:
//
//   Sun, 06 Nov 1994 08:49:37 GMT      IMF-fixdate, 29 bytes
//   Sunday, 06-Nov-94 08:49:37 GMT     RFC 850, obsolete
//   Sun Nov  6 08:49:37 1994           asctime, 24 bytes

/// <summary>Dates with a resolution of one second, always UTC.</summary>
public static class HttpDate
{
    /// <summary>The bytes of an IMF-fixdate.</summary>
    public const int Length = 29;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    private static ReadOnlySpan<byte> Days => "SunMonTueWedThuFriSat"u8;

    /// <summary>Writes an IMF-fixdate; false when there is no room for its 29 bytes.</summary>
    public static bool TryFormat(DateTimeOffset value, Span<byte> destination, out int written) =>
        value.TryFormat(destination, out written, "R", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        date = default;
        var comma = value.IndexOf((byte)',');
        return comma switch
        {
            3 => TryParseFixdate(value, out date),
            > 3 => TryParseRfc850(value, comma, out date),
            _ => TryParseAsctime(value, out date),
        };
    }

    private static bool TryParseFixdate(ReadOnlySpan<byte> v, out DateTimeOffset date)
    {
        date = default;
        return v.Length == Length
            && v[4] == ' '
            && v[7] == ' '
            && v[11] == ' '
            && v[16] == ' '
            && v[25..].SequenceEqual(" GMT"u8)
            && TryNumber(v.Slice(12, 4), out var year)
            && TryCompose(v[..3], year, v.Slice(8, 3), v.Slice(5, 2), v.Slice(17, 8), out date);
    }

    private static bool TryParseRfc850(ReadOnlySpan<byte> v, int comma, out DateTimeOffset date)
    {
        date = default;
        var rest = v[(comma + 1)..];
        if (
            !IsLongDay(v[..comma])
            || rest.Length != 23
            || rest[0] != ' '
            || rest[3] != '-'
            || rest[7] != '-'
            || rest[10] != ' '
            || !rest[19..].SequenceEqual(" GMT"u8)
            || !TryNumber(rest.Slice(8, 2), out var year)
        )
            return false;

        // The RFC chooses the century by the clock. The day's name does it without one: it is never the same a century apart.
        return TryCompose(v[..3], 2000 + year, rest.Slice(4, 3), rest.Slice(1, 2), rest.Slice(11, 8), out date)
            || TryCompose(v[..3], 1900 + year, rest.Slice(4, 3), rest.Slice(1, 2), rest.Slice(11, 8), out date);
    }

    private static bool TryParseAsctime(ReadOnlySpan<byte> v, out DateTimeOffset date)
    {
        date = default;
        if (v.Length != 24 || v[3] != ' ' || v[7] != ' ' || v[10] != ' ' || v[19] != ' ')
            return false;
        var day = v[8] == ' ' ? v.Slice(9, 1) : v.Slice(8, 2);
        return TryNumber(v[20..], out var year)
            && TryCompose(v[..3], year, v.Slice(4, 3), day, v.Slice(11, 8), out date);
    }

    private static bool TryCompose(
        ReadOnlySpan<byte> dayName,
        int year,
        ReadOnlySpan<byte> monthName,
        ReadOnlySpan<byte> dayDigits,
        ReadOnlySpan<byte> time,
        out DateTimeOffset date
    )
    {
        date = default;
        var month = IndexOfName(Months, monthName) + 1;
        if (
            month == 0
            || year == 0
            || !TryNumber(dayDigits, out var day)
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
            || time[2] != ':'
            || time[5] != ':'
            || !TryNumber(time[..2], out var hour)
            || !TryNumber(time.Slice(3, 2), out var minute)
            || !TryNumber(time.Slice(6, 2), out var second)
            || hour > 23
            || minute > 59
            || second > 59
        )
            return false;

        date = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return IndexOfName(Days, dayName) == (int)date.DayOfWeek;
    }

    private static bool IsLongDay(ReadOnlySpan<byte> name) =>
        Ascii.Equals(name, "Sunday")
        || Ascii.Equals(name, "Monday")
        || Ascii.Equals(name, "Tuesday")
        || Ascii.Equals(name, "Wednesday")
        || Ascii.Equals(name, "Thursday")
        || Ascii.Equals(name, "Friday")
        || Ascii.Equals(name, "Saturday");

    /// <summary>Names are case-sensitive and three bytes each.</summary>
    private static int IndexOfName(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i += 3)
        {
            if (names.Slice(i, 3).SequenceEqual(name))
                return i / 3;
        }

        return -1;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value)
    {
        var isNumber = CommonRules.TryParseDigits(digits, out var number);
        value = (int)number;
        return isNumber;
    }
}
