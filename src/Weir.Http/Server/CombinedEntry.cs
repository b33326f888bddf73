using System.Globalization;
using System.Text;

namespace Weir.Http.Server;

// 127.0.0.1 - - [25/Nov/2026:20:11:05 +0000] "GET /f HTTP/1.1" 200 2326 "http://a/" "curl/8"

/// <summary>Writes one exchange in the combined log format of Apache and nginx.</summary>
public static class CombinedEntry
{
    public static void Write(AccessLog log, Exchange exchange, in ExchangeResult result)
    {
        var line = new StringBuilder(256);
        var head = exchange.HasHead ? exchange.Head : null;
        line.Append(exchange.Client.Address).Append(" - - [");
        line.Append(result.StartedAt.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture));
        line.Append(" +0000] \"");
        if (head is not null)
        {
            Append(line, head.Method);
            line.Append(' ');
            Append(line, head.Target);
            line.Append(" HTTP/1.").Append(head.MinorVersion);
        }
        else
        {
            line.Append('-');
        }

        line.Append(CultureInfo.InvariantCulture, $"\" {exchange.Status} {result.BodyBytes} ");
        AppendField(line, head, "Referer"u8);
        line.Append(' ');
        AppendField(line, head, "User-Agent"u8);
        line.Append('\n');
        log.Write(Encoding.ASCII.GetBytes(line.ToString()));
    }

    private static void AppendField(StringBuilder line, Messages.Head? head, ReadOnlySpan<byte> name)
    {
        line.Append('"');
        if (head is not null && head.TryGet(name, out var value))
            Append(line, value);
        else
            line.Append('-');
        line.Append('"');
    }

    /// <summary>As nginx does it: what could end the quotes or the line, and what is no ASCII, becomes \xHH.</summary>
    private static void Append(StringBuilder line, ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (b is < 0x20 or > 0x7e or (byte)'"' or (byte)'\\')
                line.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            else
                line.Append((char)b);
        }
    }
}
