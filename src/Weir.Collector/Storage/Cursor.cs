using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Weir.Collector.Storage;

/// <summary>A place in the order of measurements, by start, id and target: the last one that was seen.</summary>
/// <param name="Target">Its number in this store.</param>
public sealed record Cursor(DateTimeOffset At, string Id, long Target)
{
    public static Cursor Of(StoredMeasurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return new Cursor(measurement.At, measurement.Id, measurement.Target);
    }

    /// <summary>Opaque to clients, safe in URLs.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Microseconds.Of(At)}:{Target}:{Id}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        ArgumentNullException.ThrowIfNull(text);
        if (!Base64Url.IsValid(text))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':', 3);
        if (
            parts.Length < 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > Microseconds.Last
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var target)
            || parts[2].AsSpan().ContainsAnyInRange('\0', '\u001f')
        )
            return false;
        cursor = new Cursor(Microseconds.ToMoment(at), parts[2], target);
        return true;
    }
}
