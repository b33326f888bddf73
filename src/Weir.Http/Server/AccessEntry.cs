using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Http.Messages;
using Weir.Transport.TcpFacts;

namespace Weir.Http.Server;

/// <summary>Writes one exchange as one line of JSON: the access log's record.</summary>
public static class AccessEntry
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <param name="replica">The replica's number, or 0 for a server without replicas.</param>
    /// <param name="details">Adds members of its own to the object.</param>
    public static void Write(
        AccessLog log,
        int replica,
        Exchange exchange,
        in ExchangeResult result,
        Action<Utf8JsonWriter>? details = null
    )
    {
        var line = buffer ??= new ArrayBufferWriter<byte>(1024);
        var json = writer ??= new Utf8JsonWriter(line, Options);
        line.ResetWrittenCount();
        json.Reset(line);
        json.WriteStartObject();
        WriteMembers(json, replica, exchange, result);
        details?.Invoke(json);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        log.Write(line.WrittenSpan);
    }

    private static void WriteMembers(Utf8JsonWriter json, int replica, Exchange exchange, in ExchangeResult result)
    {
        var head = exchange.HasHead ? exchange.Head : null;
        json.WriteString("type"u8, "access"u8);
        json.WriteString("at"u8, result.StartedAt.UtcDateTime);
        if (replica > 0)
            json.WriteNumber("replica"u8, replica);
        json.WriteNumber("port"u8, exchange.Local.Port);
        json.WriteString("client"u8, exchange.Client.ToString());
        WriteText(json, "method"u8, head is null ? default : head.Method);
        WriteText(json, "target"u8, head is null ? default : head.Target);
        json.WriteNumber("status"u8, exchange.Status);
        json.WriteNumber("bytes"u8, result.BodyBytes);
        if (result.ExpectedBytes is { } expected)
            json.WriteNumber("expected_bytes"u8, expected);
        else
            json.WriteNull("expected_bytes"u8);
        WriteSeconds(json, "duration_s"u8, result.Duration);
        WriteSeconds(json, "first_byte_s"u8, result.FirstByte);
        WriteRate(json, "throughput_bps"u8, result.BodyBytes / result.Duration.TotalSeconds);
        WriteField(json, "range"u8, head, "Range"u8);
        WriteField(json, "user_agent"u8, head, "User-Agent"u8);
        WriteField(json, "run_id"u8, head, "Weir-Run"u8);
        WriteField(json, "client_name"u8, head, "Weir-Client"u8);
        json.WriteString("outcome"u8, Name(result.Outcome));
        WriteTcp(json, result.Tcp);
    }

    private static void WriteTcp(Utf8JsonWriter json, in TcpInfo tcp)
    {
        json.WriteStartObject("tcp"u8);
        WriteSeconds(json, "rtt_s"u8, tcp.Rtt);
        WriteSeconds(json, "rtt_min_s"u8, tcp.MinRtt);
        if (tcp.Retransmits is { } retransmits)
            json.WriteNumber("retransmits"u8, retransmits);
        else
            json.WriteNull("retransmits"u8);
        WriteRate(json, "delivery_rate_bps"u8, tcp.DeliveryRate);
        if (tcp.CongestionWindow is { } window)
            json.WriteNumber("cwnd"u8, window);
        else
            json.WriteNull("cwnd"u8);
        WriteSeconds(json, "busy_s"u8, tcp.Busy);
        WriteSeconds(json, "rwnd_limited_s"u8, tcp.ReceiverLimited);
        WriteSeconds(json, "sndbuf_limited_s"u8, tcp.SendBufferLimited);
        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, ReadOnlySpan<byte> name, Head? head, ReadOnlySpan<byte> field)
    {
        if (head is not null && head.TryGet(field, out var value))
            WriteText(json, name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>What a client sent may be any bytes: what is not UTF-8 is taken for Latin-1.</summary>
    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            json.WriteNull(name);
        else if (System.Text.Unicode.Utf8.IsValid(value))
            json.WriteString(name, value);
        else
            json.WriteString(name, Encoding.Latin1.GetString(value));
    }

    private static void WriteSeconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan? value)
    {
        if (value is { } duration)
            WriteDecimal(json, name, duration.TotalSeconds, "0.######");
        else
            json.WriteNull(name);
    }

    /// <param name="bytesPerSecond">Written as bits per second; what is not finite as null.</param>
    private static void WriteRate(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? bytesPerSecond)
    {
        if (bytesPerSecond is { } rate && double.IsFinite(rate))
            WriteDecimal(json, name, rate * 8, "0");
        else
            json.WriteNull(name);
    }

    private static void WriteDecimal(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value, string format)
    {
        Span<byte> digits = stackalloc byte[64];
        value.TryFormat(digits, out var length, format, CultureInfo.InvariantCulture);
        json.WritePropertyName(name);
        json.WriteRawValue(digits[..length], skipInputValidation: true);
    }

    private static ReadOnlySpan<byte> Name(ExchangeOutcome outcome) =>
        outcome switch
        {
            ExchangeOutcome.Complete => "complete"u8,
            ExchangeOutcome.AbortedByClient => "aborted_by_client"u8,
            _ => "aborted_by_server"u8,
        };
}
