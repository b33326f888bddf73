using System.Text;
using System.Text.Json;
using Weir.Origin.Replicas;
using Weir.Probes.Reflector;

namespace Weir.Cli.Serving;

/// <summary>
/// What <c>weir serve --json</c> tells: <c>serving</c> per replica, <c>reflecting</c> per reflector, <c>status</c> as it changes, <c>summary</c> at the end.
/// </summary>
internal static class ServeEvents
{
    public static string Serving(DateTimeOffset at, Replica replica) =>
        Write(json =>
        {
            Begin(json, "serving", at);
            json.WriteNumber("replica", replica.Number);
            json.WriteString("url", replica.Url);
            json.WriteString("root", replica.Root);
        });

    public static string Control(DateTimeOffset at, string url) =>
        Write(json =>
        {
            Begin(json, "control", at);
            json.WriteString("url", url);
        });

    public static string Reflecting(DateTimeOffset at, ReflectorStatus reflector) =>
        Write(json =>
        {
            Begin(json, "reflecting", at);
            json.WriteString("protocol", reflector.Protocol);
            json.WriteString("address", reflector.EndPoint.ToString());
        });

    public static string Status(
        DateTimeOffset at,
        string type,
        IReadOnlyList<ReplicaStatus> replicas,
        IReadOnlyList<ReflectorStatus> reflectors
    ) =>
        Write(json =>
        {
            Begin(json, type, at);
            json.WriteStartArray("items");
            foreach (var replica in replicas)
                ReplicaReport.WriteReplica(json, replica);
            json.WriteEndArray();
            json.WriteStartArray("reflectors");
            foreach (var reflector in reflectors)
                WriteReflector(json, reflector);
            json.WriteEndArray();
        });

    private static void WriteReflector(Utf8JsonWriter json, ReflectorStatus reflector)
    {
        json.WriteStartObject();
        json.WriteString("protocol", reflector.Protocol);
        json.WriteString("address", reflector.EndPoint.ToString());
        json.WriteNumber("received", reflector.Received);
        json.WriteNumber("replied", reflector.Replied);
        json.WriteNumber("packets_per_s", Math.Round(reflector.RepliesPerSecond, 1));
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string type, DateTimeOffset at)
    {
        json.WriteString("type", type);
        json.WriteString("at", at.UtcDateTime);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
