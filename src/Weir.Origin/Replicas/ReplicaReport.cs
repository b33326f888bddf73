using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Weir.Origin.Replicas;

/// <summary>Replicas as JSON (the control interface) and as Prometheus text. Pure.</summary>
public static class ReplicaReport
{
    public static byte[] ToJson(IReadOnlyList<ReplicaStatus> replicas) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var replica in replicas)
                WriteReplica(json, replica);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static byte[] ToJson(ReplicaStatus replica) => Write(json => WriteReplica(json, replica));

    /// <summary>Text format 0.0.4.</summary>
    public static byte[] ToPrometheus(IReadOnlyList<ReplicaStatus> replicas, long droppedLogLines)
    {
        var text = new StringBuilder();
        Family("weir_replica_bytes_total", "counter", "Bytes of bodies handed to the kernel.", r => r.Bytes);
        Family("weir_replica_requests_total", "counter", "Requests.", r => r.Requests);
        Family("weir_replica_clients", "gauge", "Connections that are open.", r => r.Clients);
        Family(
            "weir_replica_throughput_bps",
            "gauge",
            "Bits per second over the last second.",
            r => Math.Round(r.Throughput.BitsPerSecond)
        );
        Family(
            "weir_replica_rate_limit_bps",
            "gauge",
            "The limit in bits per second, +Inf without one.",
            r => r.Rate?.BitsPerSecond ?? double.PositiveInfinity
        );
        Family("weir_replica_serving", "gauge", "1 while serving.", r => r.State == ReplicaState.Serving ? 1 : 0);
        Family("weir_replica_paused", "gauge", "1 while paused.", r => r.State == ReplicaState.Paused ? 1 : 0);
        text.Append("# HELP weir_access_log_dropped_total Lines that the access log lost.\n");
        text.Append("# TYPE weir_access_log_dropped_total counter\n");
        text.Append($"weir_access_log_dropped_total {droppedLogLines}\n");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Family(string name, string type, string help, Func<ReplicaStatus, double> value)
        {
            text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var replica in replicas)
            {
                var number = value(replica);
                var written = double.IsPositiveInfinity(number) ? "+Inf" : number.ToString("0.###");
                text.Append($"{name}{{replica=\"{replica.Replica}\",address=\"{replica.Address}\"}} {written}\n");
            }
        }
    }

    /// <summary>Writes one replica as an object.</summary>
    public static void WriteReplica(Utf8JsonWriter json, ReplicaStatus replica)
    {
        json.WriteStartObject();
        json.WriteNumber("replica", replica.Replica);
        json.WriteString("address", replica.Address.ToString());
        json.WriteString("state", replica.State.Name());
        json.WriteNumber("clients", replica.Clients);
        json.WriteNumber("bytes", replica.Bytes);
        json.WriteNumber("throughput_bps", Math.Round(replica.Throughput.BitsPerSecond));
        if (replica.Rate is { } rate)
            json.WriteNumber("rate_bps", Math.Round(rate.BitsPerSecond));
        else
            json.WriteNull("rate_bps");
        json.WriteNumber("requests", replica.Requests);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
