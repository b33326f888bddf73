using System.Text.Json;
using Weir.Cli.Terminal;
using Weir.Proxy.Relay;
using Weir.Proxy.Serving;

namespace Weir.Cli.Proxying;

/// <summary>
/// What <c>weir proxy --json</c> tells: <c>proxying</c> per listener, <c>relaying</c> per relay, <c>status</c> and
/// <c>relay</c> as they change, <c>summary</c> at the end.
/// </summary>
internal static class ProxyEvents
{
    /// <param name="fingerprint">SHA-256 of the certificate in hex; null in the clear.</param>
    public static string Proxying(DateTimeOffset at, string url, ProxyServer proxy, string? fingerprint) =>
        EventLine.Of(
            "proxying",
            at,
            json =>
            {
                json.WriteString("url", url);
                if (proxy.Upstreams is [var first, ..])
                {
                    json.WriteString("upstream", first.Address.Origin);
                    Write(json, "upstreams", proxy.Upstreams.Select(server => server.Address.Origin));
                }
                else
                {
                    Write(json, "allow", proxy.Allowed.Select(one => one.ToString()));
                }

                json.WriteNumber("memory_limit_bytes", proxy.Status.MemoryLimit.Bytes);
                if (fingerprint is not null)
                    json.WriteString("fingerprint", $"sha256:{fingerprint}");
            }
        );

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <param name="type"><c>relaying</c> at the start, <c>relay</c> when it was changed or has moved something.</param>
    public static string Relay(DateTimeOffset at, string type, int number, IRelay relay) =>
        EventLine.Of(type, at, json => RelayReport.WriteMembers(json, number, relay));

    public static string Control(DateTimeOffset at, string url) =>
        EventLine.Of("control", at, json => json.WriteString("url", url));

    public static string Status(DateTimeOffset at, string type, ProxyStatus status) =>
        EventLine.Of(type, at, json => ProxyReport.WriteStatus(json, status));
}
