using System.Diagnostics.CodeAnalysis;

namespace Weir.Measurements.Records;

/// <summary>Names of time zones as records carry them, in <c>tz</c>. Pure.</summary>
public static class ZoneName
{
    /// <summary>The longest of the tz database has 32.</summary>
    private const int Longest = 64;

    /// <summary>What may be one, as <c>Europe/Berlin</c> or <c>Etc/GMT+5</c>; whether there is such a zone is not asked.</summary>
    public static bool IsPossible([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= Longest }
        && char.IsAsciiLetter(name[0]) // a path is none
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+');

    /// <summary>The name by which other machines know a zone; null for one that only this machine has.</summary>
    public static string? Of(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone.HasIanaId ? zone.Id : null;
    }
}
