using Weir.Cli.Terminal;
using Weir.Origin.Replicas;

namespace Weir.Cli.Serving;

/// <summary>What <c>weir serve --json</c> tells: <c>serving</c> per replica, <c>status</c> as it changes, <c>summary</c> at the end.</summary>
internal static class ServeEvents
{
    public static string Serving(DateTimeOffset at, Replica replica) =>
        EventLine.Of(
            "serving",
            at,
            json =>
            {
                json.WriteNumber("replica", replica.Number);
                json.WriteString("url", replica.Url);
                json.WriteString("root", replica.Root);
            }
        );

    public static string Control(DateTimeOffset at, string url) =>
        EventLine.Of("control", at, json => json.WriteString("url", url));

    public static string Status(DateTimeOffset at, string type, IReadOnlyList<ReplicaStatus> replicas) =>
        EventLine.Of(
            type,
            at,
            json =>
            {
                json.WriteStartArray("items");
                foreach (var replica in replicas)
                    ReplicaReport.WriteReplica(json, replica);
                json.WriteEndArray();
            }
        );
}
