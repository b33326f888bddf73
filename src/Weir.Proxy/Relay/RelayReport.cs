using System.Globalization;
using System.Text;

namespace Weir.Proxy.Relay;

/// <summary>Relays as Prometheus text. Pure.</summary>
internal static class RelayReport
{
    /// <summary>Text format 0.0.4; nothing without a relay.</summary>
    public static void WritePrometheus(StringBuilder text, IReadOnlyList<IRelay> relays)
    {
        if (relays.Count == 0)
            return;
        Header("weir_relay_sessions", "gauge", "Clients of a UDP relay, connections of a TCP relay.");
        foreach (var relay in relays)
            Sample("weir_relay_sessions", Labels(relay), relay.Status.Sessions);
        Header("weir_relay_refused_total", "counter", "Datagrams or connections for which there was no session.");
        foreach (var relay in relays)
            Sample("weir_relay_refused_total", Labels(relay), relay.Status.Refused);
        Header("weir_relay_bytes_total", "counter", "Payload that left a relay, by direction.");
        foreach (var relay in relays)
        {
            Sample("weir_relay_bytes_total", $"{Labels(relay)},direction=\"up\"", relay.Status.Up.Bytes);
            Sample("weir_relay_bytes_total", $"{Labels(relay)},direction=\"down\"", relay.Status.Down.Bytes);
        }

        Header(
            "weir_relay_datagrams_total",
            "counter",
            "Datagrams of a UDP relay, by direction and what became of them."
        );
        foreach (var relay in relays.Where(relay => relay.Protocol == RelayProtocol.Udp))
        {
            var status = relay.Status;
            Outcomes($"{Labels(relay)},direction=\"up\"", status.Up);
            Outcomes($"{Labels(relay)},direction=\"down\"", status.Down);
        }

        void Header(string name, string type, string help) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Sample(string name, string labels, long value) =>
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n");

        void Outcomes(string labels, in DirectionStatus status)
        {
            foreach (var (outcome, count) in Named(status))
                Sample("weir_relay_datagrams_total", $"{labels},outcome=\"{outcome}\"", count);
        }
    }

    /// <summary>The counts of datagrams by the names that they have in JSON and Prometheus.</summary>
    public static IEnumerable<(string Name, long Count)> Named(DirectionStatus status) =>
        [
            ("received", status.Received),
            ("forwarded", status.Forwarded),
            ("lost", status.Lost),
            ("queue_dropped", status.QueueDropped),
            ("duplicated", status.Duplicated),
            ("reordered", status.Reordered),
            ("corrupted", status.Corrupted),
            ("capped", status.Capped),
            ("unsent", status.Unsent),
        ];

    private static string Labels(IRelay relay) =>
        $"relay=\"{relay.EndPoint}\",protocol=\"{(relay.Protocol == RelayProtocol.Udp ? "udp" : "tcp")}\"";
}
