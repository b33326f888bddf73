using System.Text;
using System.Text.Json;

namespace Weir.Cli.Terminal;

/// <summary>One event of <c>--json</c> as a line.</summary>
internal static class EventLine
{
    /// <param name="write">Writes the members after <c>type</c> and <c>at</c>.</param>
    public static string Of(string type, DateTimeOffset at, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("at", at.UtcDateTime);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
