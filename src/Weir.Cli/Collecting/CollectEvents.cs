using System.Text;
using System.Text.Json;
using Weir.Collector.Hosting;
using Weir.Measurements.Json;

namespace Weir.Cli.Collecting;

/// <summary>What <c>weir collect --json</c> tells: <c>collecting</c> per listener, <c>summary</c> at the end.</summary>
internal static class CollectEvents
{
    public static string Collecting(DateTimeOffset at, string url, string store, string? fingerprint) =>
        Write(json =>
        {
            Begin(json, "collecting", at);
            json.WriteString("url", url);
            json.WriteString("store", store);
            json.WriteString("fingerprint", fingerprint is null ? null : $"sha256:{fingerprint}");
        });

    public static string Summary(DateTimeOffset at, CollectorTotals totals) =>
        Write(json =>
        {
            Begin(json, "summary", at);
            json.WriteNumber("accepted", totals.Accepted);
            json.WriteNumber("duplicates", totals.Duplicates);
            json.WriteNumber("rejected", totals.Rejected);
        });

    private static void Begin(Utf8JsonWriter json, string type, DateTimeOffset at)
    {
        json.WriteString("type", type);
        json.WriteString("at", at.UtcDateTime);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = MeasurementsJson.Lines.Options.Encoder }
            )
        )
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
