using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.Downloads.Writing;

/// <summary>
/// The JSON in a journal's records. Written by hand: what a serializer has to load and prepare for two small types would be a
/// good part of a short download.
/// </summary>
internal static class JournalJson
{
    public static string Print(JournalHeader header) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"version\":{header.Version},\"size\":{Number(header.Size)},\"sample\":{Text(header.Sample)},"
                + $"\"checksum\":{Text(header.Checksum)},\"boot_id\":{Text(header.BootId)},"
                + $"\"is_synced\":{(header.IsSynced ? "true" : "false")},\"pieces\":{Text(header.Pieces)}}}"
        );

    public static string Print(JournalSource source) =>
        $"{{\"url\":{Text(source.Url)},\"etag\":{Text(source.Etag)},"
        + $"\"last_modified\":{Text(source.LastModified?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture))}}}";

    /// <summary>Null when it is no header of ours.</summary>
    public static JournalHeader? Header(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = Object(json);
            return new JournalHeader(
                read.GetProperty("version"u8).GetInt32(),
                Member(read, "size"u8)?.GetInt64(),
                Member(read, "sample"u8)?.GetString(),
                Member(read, "checksum"u8)?.GetString(),
                Member(read, "boot_id"u8)?.GetString(),
                Member(read, "is_synced"u8)?.GetBoolean() ?? false,
                Member(read, "pieces"u8)?.GetString()
            );
        }
        catch (Exception e) when (IsOfOthers(e))
        {
            return null;
        }
    }

    /// <summary>Null when it is no source of ours.</summary>
    public static JournalSource? Source(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = Object(json);
            return Member(read, "url"u8)?.GetString() is { } url
                ? new JournalSource(
                    url,
                    Member(read, "etag"u8)?.GetString(),
                    Member(read, "last_modified"u8)?.GetDateTimeOffset()
                )
                : null;
        }
        catch (Exception e) when (IsOfOthers(e))
        {
            return null;
        }
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";

    /// <summary>RFC 8259 7: quotes, backslashes and controls are escaped; all else may stand as it is.</summary>
    private static string Text(string? text)
    {
        if (text is null)
            return "null";
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c < ' ')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static JsonElement Object(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var read = JsonElement.ParseValue(ref reader);
        return reader.BytesConsumed == json.Length ? read : throw new JsonException("Something follows the object.");
    }

    private static JsonElement? Member(JsonElement read, ReadOnlySpan<byte> name) =>
        read.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Not JSON, another kind of value, a number or a date that is none, no such member.</summary>
    private static bool IsOfOthers(Exception error) =>
        error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException;
}
