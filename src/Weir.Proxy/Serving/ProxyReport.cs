using System.Buffers;
using System.Text;
using System.Text.Json;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding.Sites;
using Weir.Proxy.Relay;

namespace Weir.Proxy.Serving;

/// <summary>A proxy as JSON (the control interface, events) and as Prometheus text.</summary>
public static class ProxyReport
{
    /// <summary>More entries than anyone reads; the counts above them are of all.</summary>
    private const int MostItems = 1000;

    public static byte[] ToJson(ProxyServer proxy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteStatus(json, proxy.Status);
            json.WriteStartArray("upstreams");
            foreach (var server in proxy.Upstreams)
                WriteUpstream(json, server);
            json.WriteEndArray();
            json.WriteStartArray("items");
            var now = proxy.Time.GetUtcNow();
            foreach (var entry in proxy.Store.Sample(MostItems))
                WriteEntry(json, entry, now);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The members of a status, within an object that the caller began.</summary>
    public static void WriteStatus(Utf8JsonWriter json, ProxyStatus status)
    {
        json.WriteNumber("clients", status.Clients);
        json.WriteNumber("requests", status.Requests);
        json.WriteNumber("hits", status.Hits);
        json.WriteNumber("revalidated", status.Revalidated);
        json.WriteNumber("misses", status.Misses);
        json.WriteNumber("passed", status.Passed);
        json.WriteNumber("failed", status.Failed);
        json.WriteNumber("bytes", status.Bytes);
        json.WriteNumber("fetched_bytes", status.BytesFetched);
        json.WriteNumber("entries", status.Entries);
        json.WriteNumber("memory_bytes", status.Memory.Bytes);
        json.WriteNumber("memory_limit_bytes", status.MemoryLimit.Bytes);
        json.WriteNumber("digest_failures", status.DigestFailures);
        if (status.Disk is not { } disk)
            return;
        json.WriteNumber("disk_entries", disk.Entries);
        json.WriteNumber("disk_bytes", disk.Used.Bytes);
        json.WriteNumber("disk_limit_bytes", disk.Limit.Bytes);
        json.WriteNumber("disk_errors", disk.Errors);
        json.WriteNumber("disk_corrupt", disk.Corrupt);
    }

    /// <summary>Text format 0.0.4.</summary>
    public static byte[] ToPrometheus(ProxyServer proxy)
    {
        var status = proxy.Status;
        var text = new StringBuilder();
        Header("weir_proxy_requests_total", "counter", "Requests, by what the cache did with them.");
        Request("hit", status.Hits);
        Request("revalidated", status.Revalidated);
        Request("miss", status.Misses);
        Request("pass", status.Passed);
        Request("failed", status.Failed);
        Request(
            "refused",
            status.Requests - status.Hits - status.Revalidated - status.Misses - status.Passed - status.Failed
        );
        One("weir_proxy_bytes_total", "counter", "Bytes of bodies handed to the kernel.", status.Bytes);
        One("weir_proxy_fetched_bytes_total", "counter", "Bytes of bodies from upstream.", status.BytesFetched);
        One(
            "weir_proxy_digest_failures_total",
            "counter",
            "Bodies that were not what their digest says.",
            status.DigestFailures
        );
        One("weir_proxy_clients", "gauge", "Connections that are open.", status.Clients);
        One("weir_cache_entries", "gauge", "Stored responses.", status.Entries);
        One("weir_cache_memory_bytes", "gauge", "Memory held, bodies in transit included.", status.Memory.Bytes);
        One("weir_cache_memory_limit_bytes", "gauge", "What it never exceeds.", status.MemoryLimit.Bytes);
        if (status.Disk is { } disk)
            Disk(disk);
        if (proxy.Upstreams is { Count: > 0 } servers)
            Upstreams(servers);
        RelayReport.WritePrometheus(text, proxy.Relays);
        One("weir_access_log_dropped_total", "counter", "Lines that the access log lost.", proxy.DroppedLogLines);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Header(string name, string type, string help) =>
            text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Request(string verdict, long count) =>
            text.Append($"weir_proxy_requests_total{{cache=\"{verdict}\"}} {count}\n");

        void One(string name, string type, string help, long value)
        {
            Header(name, type, help);
            text.Append($"{name} {value}\n");
        }

        void Upstreams(IReadOnlyList<UpstreamStatus> servers)
        {
            Header("weir_proxy_upstream_up", "gauge", "Whether a server gave its last answer.");
            foreach (var server in servers)
                text.Append($"weir_proxy_upstream_up{{upstream=\"{server.Address}\"}} {(server.IsUp ? 1 : 0)}\n");
            Header("weir_proxy_upstream_failures_total", "counter", "Requests and checks without an answer.");
            foreach (var server in servers)
                text.Append($"weir_proxy_upstream_failures_total{{upstream=\"{server.Address}\"}} {server.Failures}\n");
        }

        void Disk(DiskStatus disk)
        {
            One("weir_cache_disk_entries", "gauge", "Stored responses on disk.", disk.Entries);
            One("weir_cache_disk_bytes", "gauge", "Space held, responses on their way included.", disk.Used.Bytes);
            One("weir_cache_disk_limit_bytes", "gauge", "What it never exceeds.", disk.Limit.Bytes);
            One("weir_cache_disk_errors_total", "counter", "Failures of the disk.", disk.Errors);
            One("weir_cache_disk_corrupt_total", "counter", "Files that were not what was stored.", disk.Corrupt);
        }
    }

    private static void WriteUpstream(Utf8JsonWriter json, UpstreamStatus server)
    {
        json.WriteStartObject();
        json.WriteString("url", server.Address.Origin);
        json.WriteBoolean("up", server.IsUp);
        json.WriteString("reason", server.Reason);
        json.WriteNumber("busy", server.Busy);
        json.WriteNumber("answers", server.Answers);
        json.WriteNumber("failures", server.Failures);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, CacheEntry entry, DateTimeOffset now)
    {
        var response = entry.Response;
        json.WriteStartObject();
        json.WriteString("url", entry.Key);
        json.WriteNumber("status", response.Head.Status);
        json.WriteNumber("bytes", entry.Body.Length);
        json.WriteNumber("memory_bytes", entry.Body.Charged);
        json.WriteBoolean("complete", entry.Body.IsComplete);
        json.WriteNumber("age_s", Math.Floor(response.Age(now).TotalSeconds));
        json.WriteNumber("ttl_s", Math.Floor(response.TimeToLive(now).TotalSeconds));
        json.WriteNumber("hits", entry.Hits);
        json.WriteEndObject();
    }
}
