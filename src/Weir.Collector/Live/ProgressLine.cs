using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Weir.Collector.Live;

/// <summary>An event of a running transfer, as <c>weir get --json</c> prints them.</summary>
/// <param name="Url">Of a <c>source</c> event.</param>
/// <param name="Text">The whole line, without line ends: those would end a server-sent event.</param>
internal sealed record ProgressLine(string Kind, string Id, string? Url, string Text)
{
    private const int LongestId = 256;
    private const string NoObject = "it is not a JSON object";

    /// <param name="reason">A sentence when it returns false.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> line,
        [NotNullWhen(true)] out ProgressLine? read,
        [NotNullWhen(false)] out string? reason
    )
    {
        read = null;
        reason = NoObject;
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind is not JsonValueKind.Object)
                return false;
            var (kind, id) = (Member(json.RootElement, "type"), Member(json.RootElement, "id"));
            var url = Member(json.RootElement, "url");
            reason =
                kind is null or "" ? "type is missing"
                : id is null or "" or { Length: > LongestId } ? $"id is missing, or longer than {LongestId}"
                : kind == "source" && url is null ? "url is missing"
                : null;
            if (reason is not null)
                return false;
            // Written anew: what came may hold line ends between its members.
            read = new ProgressLine(kind!, id!, kind == "source" ? url : null, Minified(json.RootElement));
            return true;
        }
        catch (JsonException)
        {
            reason = NoObject;
            return false;
        }
    }

    /// <summary>Whether watchers are told; the rest, as the record at the end, comes another way.</summary>
    public bool IsPassedOn => Kind is "progress" or "source";

    private static string? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string Minified(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            root.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
