using System.Globalization;
using System.Text.Json;

namespace Weir.Analysis.Limits;

/// <summary>Reads lines of a server's access log. Pure.</summary>
public static class AccessLine
{
    /// <summary>A hundred days: no connection is busy for longer.</summary>
    private const double MostSeconds = 100 * 86400;

    /// <summary>Null when the line is no answer with the facts of its connection.</summary>
    public static AnswerFacts? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || Text(root, "client") is not { } connection
                || Number(root, "bytes") is not (>= 0 and <= 1e15 and var bytes)
                || Seconds(root, "duration_s") is not { } duration
                || !root.TryGetProperty("tcp", out var tcp)
                || tcp.ValueKind != JsonValueKind.Object
            )
                return null;
            return new AnswerFacts
            {
                Client = Text(root, "client_name") ?? AddressOf(connection),
                Connection = connection,
                At = DateTimeOffset.TryParse(
                    Text(root, "at"),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var at
                )
                    ? at
                    : null,
                Bytes = (long)bytes,
                Duration = duration,
                Busy = Seconds(tcp, "busy_s"),
                ReceiverLimited = Seconds(tcp, "rwnd_limited_s"),
                SendBufferLimited = Seconds(tcp, "sndbuf_limited_s"),
                Retransmits = Number(tcp, "retransmits") is >= 0 and <= 1e15 and var retransmits
                    ? (long)retransmits
                    : null,
                RttMin = Seconds(tcp, "rtt_min_s"),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Without the port, which is another one for each connection.</summary>
    private static string AddressOf(string connection) =>
        connection.LastIndexOf(':') is > 0 and var colon ? connection[..colon] : connection;

    private static TimeSpan? Seconds(JsonElement of, string name) =>
        Number(of, name) is >= 0 and <= MostSeconds and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
            ? number
            : null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
