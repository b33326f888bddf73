using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay;

/// <summary>Relays as JSON (the control interface, events) and as Prometheus text. Pure.</summary>
public static class RelayReport
{
    /// <summary><c>{"items":[…]}</c>.</summary>
    public static byte[] ToJson(IReadOnlyList<IRelay> relays) =>
        Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            for (var i = 0; i < relays.Count; i++)
                WriteRelay(json, i + 1, relays[i]);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <param name="number">From 1.</param>
    public static byte[] ToJson(int number, IRelay relay) => Json(json => WriteRelay(json, number, relay));

    /// <summary>An object.</summary>
    public static void WriteRelay(Utf8JsonWriter json, int number, IRelay relay)
    {
        json.WriteStartObject();
        WriteMembers(json, number, relay);
        json.WriteEndObject();
    }

    /// <summary>The members of a relay, within an object that the caller began.</summary>
    public static void WriteMembers(Utf8JsonWriter json, int number, IRelay relay)
    {
        var (status, impairment) = (relay.Status, relay.Impairment);
        json.WriteNumber("relay", number);
        json.WriteString("protocol", Name(relay.Protocol));
        json.WriteString("address", relay.EndPoint.ToString());
        json.WriteString("target", relay.Target.ToString());
        json.WriteNumber("sessions", status.Sessions);
        json.WriteNumber("refused", status.Refused);
        json.WriteNumber("seed", impairment.Seed);
        WriteOptions(json, "up", impairment.Up);
        WriteOptions(json, "down", impairment.Down);
        json.WriteStartObject("counters");
        WriteCounts(json, "up", status.Up);
        WriteCounts(json, "down", status.Down);
        json.WriteEndObject();
    }

    public static string Name(RelayProtocol protocol) => protocol == RelayProtocol.Udp ? "udp" : "tcp";

    private static void WriteOptions(Utf8JsonWriter json, string name, ImpairmentOptions options)
    {
        json.WriteStartObject(name);
        json.WriteNumber("delay_s", options.Delay.TotalSeconds);
        json.WriteNumber("delay_jitter_s", options.DelayJitter.TotalSeconds);
        json.WriteString(
            "jitter_distribution",
            options.JitterDistribution == JitterDistribution.Normal ? "normal" : "uniform"
        );
        json.WriteBoolean("keep_order", options.KeepsOrder);
        json.WriteNumber("loss_ratio", options.Loss);
        WriteNumber(json, "loss_burst_packets", options.LossBurst);
        json.WriteNumber("loss_in_burst_ratio", options.LossInBurst);
        json.WriteNumber("loss_between_bursts_ratio", options.LossBetweenBursts);
        json.WriteNumber("duplicate_ratio", options.Duplicate);
        json.WriteNumber("reorder_ratio", options.Reorder);
        json.WriteNumber("corrupt_ratio", options.Corrupt);
        WriteNumber(json, "bandwidth_bps", options.Bandwidth?.BitsPerSecond);
        WriteNumber(json, "queue_s", options.Queue?.Wait?.TotalSeconds);
        WriteNumber(json, "queue_bytes", options.Queue?.Bytes);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, in DirectionStatus status)
    {
        json.WriteStartObject(name);
        foreach (var (outcome, count) in Named(status))
            json.WriteNumber(outcome, count);
        json.WriteNumber("waiting", status.Waiting);
        json.WriteNumber("bytes", status.Bytes);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Text format 0.0.4; nothing without a relay.</summary>
    internal static void WritePrometheus(StringBuilder text, IReadOnlyList<IRelay> relays)
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
    private static IEnumerable<(string Name, long Count)> Named(DirectionStatus status) =>
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

    private static string Labels(IRelay relay) => $"relay=\"{relay.EndPoint}\",protocol=\"{Name(relay.Protocol)}\"";
}
