using System.Diagnostics.CodeAnalysis;
using Weir.Measurements.Records;

namespace Weir.Analysis.Periods;

/// <summary>Moments on the clocks of a time zone.</summary>
/// <remarks>
/// The two hours that a clock shows twice in autumn are one hour here, and the one that it skips in spring does not
/// exist: what is asked is always what people saw on their clocks.
/// </remarks>
public static class LocalTime
{
    public static DateTime Of(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>The moment that a clock shows; in a skipped hour, the moment to which it was put forward.</summary>
    public static DateTimeOffset ToMoment(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var shown = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(shown))
            shown += TimeSpan.FromMinutes(15);
        return new DateTimeOffset(shown, zone.GetUtcOffset(shown)).ToUniversalTime();
    }

    /// <summary>A zone by its name in the tz database, as <c>Europe/Berlin</c>, or <c>local</c>.</summary>
    public static bool TryFindZone(
        string name,
        [NotNullWhen(true)] out TimeZoneInfo? zone,
        [NotNullWhen(false)] out string? problem
    )
    {
        problem = null;
        zone = null;
        if (name is "local")
            zone = TimeZoneInfo.Local;
        else if (!ZoneName.IsPossible(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
            problem = $"\"{name}\" is no time zone here; write it as Europe/Berlin, UTC or local";
        return zone is not null;
    }
}
