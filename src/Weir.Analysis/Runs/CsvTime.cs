using System.Globalization;

namespace Weir.Analysis.Runs;

/// <summary>Moments in tables: RFC 3339 in UTC with microseconds, as in the records.</summary>
internal static class CsvTime
{
    public static string? Format(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
