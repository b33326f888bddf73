using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Weir.Collector.Storage;

/// <summary>A place in the order of measurements, by start and id: the last one that was seen.</summary>
public sealed record Cursor(DateTimeOffset At, string Id)
{
    public static Cursor Of(StoredMeasurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return new Cursor(measurement.At, measurement.Id);
    }

    /// <summary>Opaque to clients, safe in URLs.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Microseconds.Of(At)}:{Id}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        ArgumentNullException.ThrowIfNull(text);
        if (!Base64Url.IsValid(text))
            return false;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (
            colon < 0
            || !long.TryParse(plain.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > Microseconds.Last
        )
            return false;
        cursor = new Cursor(Microseconds.ToMoment(at), plain[(colon + 1)..]);
        return true;
    }
}
