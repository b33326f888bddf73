using System.Text.Json;

namespace Weir.Load.ServerLogs;

/// <summary>
/// One answer as a server's log has it: a line of JSON with the members of Weir's access log, which nginx writes as well
/// with a <c>log_format</c> of its own. Unknown members are passed over, and what is unknown is null.
/// </summary>
internal sealed record ServerLogEntry
{
    /// <summary>The client's end, <c>127.0.0.1:40000</c>.</summary>
    public string? Client { get; init; }

    /// <summary>As the client named itself by <c>Weir-Client</c>.</summary>
    public string? Name { get; init; }

    /// <summary>As the client named its run by <c>Weir-Run</c>.</summary>
    public string? RunId { get; init; }

    /// <summary>When the request came.</summary>
    public DateTimeOffset? At { get; init; }

    public long Bytes { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>The server's.</summary>
    public int? Port { get; init; }

    /// <summary>Of the connection since its beginning.</summary>
    public long? Retransmits { get; init; }

    /// <summary>The port of <see cref="Client"/>.</summary>
    public int? ClientPort =>
        Client is { } client && int.TryParse(client.AsSpan(client.LastIndexOf(':') + 1), out var port) ? port : null;

    /// <summary>Null when the line is no answer.</summary>
    public static ServerLogEntry? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Number(root, "bytes") is not { } bytes || bytes < 0)
                return null;
            return new ServerLogEntry
            {
                Client = Text(root, "client"),
                Name = Text(root, "client_name"),
                RunId = Text(root, "run_id"),
                At = DateTimeOffset.TryParse(
                    Text(root, "at"),
                    System.Globalization.CultureInfo.InvariantCulture,
                    System.Globalization.DateTimeStyles.AssumeUniversal,
                    out var at
                )
                    ? at
                    : null,
                Bytes = (long)bytes,
                Duration = Number(root, "duration_s") is >= 0 and < 1e7 and var seconds
                    ? TimeSpan.FromSeconds(seconds)
                    : null,
                Port = Number(root, "port") is >= 0 and <= ushort.MaxValue and var port ? (int)port : null,
                Retransmits =
                    root.TryGetProperty("tcp", out var tcp) && tcp.ValueKind == JsonValueKind.Object
                        ? (long?)Number(tcp, "retransmits")
                        : null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
            ? number
            : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text != "-"
            ? text
            : null;
}
