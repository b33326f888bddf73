using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Weir.Downloads.Writing;

/// <summary>
/// The JSON in a journal's records. Written member by member, not through a serializer: what that has to prepare for two
/// small types would be a good part of a short download.
/// </summary>
internal static class JournalJson
{
    public static string Print(JournalHeader header) =>
        Print(json =>
        {
            json.WriteNumber("version"u8, header.Version);
            if (header.Size is { } size)
                json.WriteNumber("size"u8, size);
            else
                json.WriteNull("size"u8);
            json.WriteString("sample"u8, header.Sample);
            json.WriteString("checksum"u8, header.Checksum);
            json.WriteString("boot_id"u8, header.BootId);
            json.WriteBoolean("is_synced"u8, header.IsSynced);
            json.WriteString("pieces"u8, header.Pieces);
        });

    public static string Print(JournalSource source) =>
        Print(json =>
        {
            json.WriteString("url"u8, source.Url);
            json.WriteString("etag"u8, source.Etag);
            if (source.LastModified is { } modified)
                json.WriteString("last_modified"u8, modified);
            else
                json.WriteNull("last_modified"u8);
        });

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

    private static string Print(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
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
