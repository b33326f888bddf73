using System.Text.Json;
using Weir.Cli.Terminal;
using Weir.Origin.Digests;
using Weir.Origin.Replicas;
using Weir.Origin.Runs;
using Weir.Probes.Reflector;

namespace Weir.Cli.Serving;

/// <summary>
/// What <c>weir serve --json</c> tells: <c>serving</c> per replica, <c>reflecting</c> per reflector, <c>status</c> as it changes,
/// <c>hashing</c> while files are hashed, <c>summary</c> at the end.
/// </summary>
internal static class ServeEvents
{
    /// <param name="fingerprint">SHA-256 of the certificate in hex; null in the clear.</param>
    public static string Serving(DateTimeOffset at, Replica replica, string? fingerprint) =>
        EventLine.Of(
            "serving",
            at,
            json =>
            {
                json.WriteNumber("replica", replica.Number);
                json.WriteString("url", replica.Url);
                json.WriteString("root", replica.Root);
                if (fingerprint is not null)
                    json.WriteString("fingerprint", $"sha256:{fingerprint}");
            }
        );

    public static string Control(DateTimeOffset at, string url) =>
        EventLine.Of("control", at, json => json.WriteString("url", url));

    public static string Reflecting(DateTimeOffset at, ReflectorStatus reflector) =>
        EventLine.Of(
            "reflecting",
            at,
            json =>
            {
                json.WriteString("protocol", reflector.Protocol);
                json.WriteString("address", reflector.EndPoint.ToString());
            }
        );

    public static string Hashing(DateTimeOffset at, DigestProgress hashing) =>
        EventLine.Of(
            "hashing",
            at,
            json =>
            {
                json.WriteNumber("files", hashing.Files);
                json.WriteNumber("bytes", hashing.Bytes);
                json.WriteNumber("size", hashing.Size);
                json.WriteNumber("done", hashing.Done);
            }
        );

    public static string Ready(DateTimeOffset at, RunStatus status) =>
        EventLine.Of(
            "ready",
            at,
            json =>
            {
                json.WriteString("run_id", status.RunId);
                json.WriteNumber("round", status.Round);
                json.WriteNumber("ready", status.Ready);
                json.WriteNumber("clients", status.Clients);
            }
        );

    public static string Released(DateTimeOffset at, RunNews.Released released) =>
        EventLine.Of(
            "released",
            at,
            json =>
            {
                json.WriteString("run_id", released.RunId);
                json.WriteNumber("round", released.Round);
                json.WriteNumber("clients", released.Clients);
            }
        );

    public static string Status(
        DateTimeOffset at,
        string type,
        IReadOnlyList<ReplicaStatus> replicas,
        IReadOnlyList<ReflectorStatus> reflectors
    ) =>
        EventLine.Of(
            type,
            at,
            json =>
            {
                json.WriteStartArray("items");
                foreach (var replica in replicas)
                    ReplicaReport.WriteReplica(json, replica);
                json.WriteEndArray();
                json.WriteStartArray("reflectors");
                foreach (var reflector in reflectors)
                    WriteReflector(json, reflector);
                json.WriteEndArray();
            }
        );

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
}
