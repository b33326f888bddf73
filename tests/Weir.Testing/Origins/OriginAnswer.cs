using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Testing.Origins;

/// <summary>One answer with its faults.</summary>
internal sealed class OriginAnswer(MisbehavingOrigin origin, Socket socket, TestRequest request, Misbehaviour fault)
{
    private const int WholeSlice = 64 * 1024;

    /// <summary>True when the connection can carry a further request.</summary>
    public async Task<bool> SendAsync(CancellationToken stop)
    {
        if (fault.NeverAnswer)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

        foreach (var status in fault.Interim)
        {
            await SendTextAsync($"HTTP/1.1 {status} Interim\r\n\r\n", stop);
            await Task.Delay(fault.InterimPause, TimeProvider.System, stop);
        }

        if (fault.HoldUntil is { } hold)
            await hold.WaitAsync(stop);

        if (fault.Garbage is { } garbage)
        {
            await SendAllAsync(garbage, stop);
            socket.Shutdown(SocketShutdown.Send);
            return false;
        }

        var content = fault.Content ?? origin.Content;
        var (head, from, body) = Compose(content);
        await SendHeadAsync(head, stop);
        if (request.Method != "HEAD" && !await SendBodyAsync(body, from, stop))
            return false;

        if (!fault.NoKeepAlive)
            return request.Header("Connection") != "close";
        socket.Shutdown(SocketShutdown.Send);
        return false;
    }

    /// <summary>The head, the offset in the file of the body's first byte (negative: not of the file), and the body.</summary>
    private (string Head, long From, ReadOnlyMemory<byte> Body) Compose(ReadOnlyMemory<byte> content)
    {
        var head = new StringBuilder();
        var body = content;
        long from = 0;
        if ((fault.Status ?? (fault.Location is null ? null : 302)) is { } status)
        {
            from = -1;
            body = Encoding.ASCII.GetBytes($"Status {status}\n");
            head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Injected\r\n");
            if (fault.Location is { } location)
                head.Append(CultureInfo.InvariantCulture, $"Location: {location}\r\n");
            if (fault.RetryAfter is { } after)
                head.Append(CultureInfo.InvariantCulture, $"Retry-After: {Math.Ceiling(after.TotalSeconds)}\r\n");
        }
        else if (WantedRange(content.Length) is not { } range)
        {
            head.Append("HTTP/1.1 200 OK\r\n");
        }
        else if (range.Length < 1)
        {
            from = -1;
            body = default;
            head.Append(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 416 No\r\nContent-Range: bytes */{content.Length}\r\n"
            );
        }
        else
        {
            from = range.From;
            body = content.Slice((int)from, (int)Math.Min(range.Length, fault.ShortenTo ?? long.MaxValue));
            head.Append("HTTP/1.1 206 Partial Content\r\n");
            AppendContentRange(head, from, body.Length, content.Length);
        }

        if (fault.Gzip)
        {
            body = Compress(body);
            head.Append("Content-Encoding: gzip\r\n");
        }

        if (fault.DeclaresBody && from >= 0 && request.Header("Want-Content-Digest") is not null)
        {
            var digest = Convert.ToBase64String(SHA256.HashData(body.Span));
            head.Append(CultureInfo.InvariantCulture, $"Content-Digest: sha-256=:{digest}:\r\n");
        }

        AppendFields(head, body.Length);
        return (head.ToString(), from, body);
    }

    private (long From, long Length)? WantedRange(long size)
    {
        if (fault.IgnoreRange)
            return null;
        // RFC 9110 section 13.1.5: a range holds only while the validator is the current one.
        return request.Header("If-Range") is { } validator && validator != ETag && validator != origin.LastModified
            ? null
            : request.RangeIn(size);
    }

    private string? ETag => fault.NoETag ? null : fault.ETag ?? origin.ETag;

    private void AppendContentRange(StringBuilder head, long from, long length, long size)
    {
        if (fault.NoContentRange)
            return;
        var start = from + fault.ContentRangeShift;
        var total = fault.ContentRangeTotal ?? size;
        head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {start}-{start + length - 1}/");
        head.Append(total < 0 ? "*" : total.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
    }

    private void AppendFields(StringBuilder head, long length)
    {
        if (!fault.NoAcceptRanges)
            head.Append("Accept-Ranges: bytes\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Type: {fault.ContentType}\r\n");
        if (fault.Coding is { } coding)
            head.Append(CultureInfo.InvariantCulture, $"Content-Encoding: {coding}\r\n");
        if (ETag is { } tag)
            head.Append(CultureInfo.InvariantCulture, $"ETag: {tag}\r\n");
        if (origin.LastModified is { } modified)
            head.Append(CultureInfo.InvariantCulture, $"Last-Modified: {modified}\r\n");
        if (fault.NoKeepAlive)
            head.Append("Connection: close\r\n");
        foreach (var (name, value) in fault.Fields)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (fault.HeadPadding > 0)
            head.Append("X-Padding: ").Append('x', fault.HeadPadding).Append("\r\n");
        if (fault.Chunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        if (fault.TwoContentLengths)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length + 1}\r\n");
        head.Append("\r\n");
    }

    private async Task SendHeadAsync(string head, CancellationToken stop)
    {
        if (fault.HeadBytePause is not { } pause)
        {
            await SendTextAsync(head, stop);
            return;
        }

        foreach (var letter in head)
        {
            await SendTextAsync(letter.ToString(), stop);
            await Task.Delay(pause, TimeProvider.System, stop);
        }
    }

    /// <summary>True when the whole body went out as it should.</summary>
    private async Task<bool> SendBodyAsync(ReadOnlyMemory<byte> body, long from, CancellationToken stop)
    {
        var pacer = fault.BytesPerSecond is { } rate ? new Pacer(rate) : origin.SharedPacer;
        var slice = pacer?.Slice ?? WholeSlice;
        var total = body.Length + fault.ExtraBytes;
        var stalled = false;
        for (var sent = 0; ; )
        {
            if (sent == fault.StallAfter && !stalled)
            {
                stalled = true;
                await StallAsync(stop);
            }

            if (sent == fault.CloseAfter)
            {
                socket.Shutdown(SocketShutdown.Send);
                return false;
            }

            if (sent == fault.ResetAfter)
            {
                MisbehavingOrigin.Reset(socket);
                return false;
            }

            if (sent == total)
                break;

            var next = (int)NextStop(sent, Math.Min(total, sent + slice));
            if (pacer is not null)
                await pacer.PassAsync(next - sent, stop);
            await SendPartAsync(Part(body, sent, next, from), stop);
            request.CountSent(next - sent);
            origin.CountSent(next - sent);
            sent = next;
        }

        if (fault.Chunked)
            await SendTextAsync("0\r\n\r\n", stop);
        return true;
    }

    private long NextStop(long sent, long end)
    {
        foreach (var place in (ReadOnlySpan<long?>)[fault.StallAfter, fault.CloseAfter, fault.ResetAfter])
        {
            if (place > sent && place < end)
                end = place.Value;
        }

        return end;
    }

    private ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> body, int start, int end, long from)
    {
        if (end > body.Length)
        {
            var padded = new byte[end - start];
            if (start < body.Length)
                body.Span[start..].CopyTo(padded);
            return padded;
        }

        var part = body[start..end];
        var flip = fault.FlipByteAt - from - start;
        if (from < 0 || flip is not >= 0 || flip >= part.Length)
            return part;

        var copy = part.ToArray();
        copy[(int)flip.Value] ^= 0xFF;
        return copy;
    }

    private async Task StallAsync(CancellationToken stop)
    {
        if (fault.StallUntil is { } released)
            await released.WaitAsync(stop);
        else
            await Task.Delay(fault.StallFor ?? Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private async Task SendPartAsync(ReadOnlyMemory<byte> part, CancellationToken stop)
    {
        if (fault.Chunked)
            await SendTextAsync($"{part.Length:x}\r\n", stop);
        await SendAllAsync(part, stop);
        if (fault.Chunked)
            await SendTextAsync("\r\n", stop);
    }

    private Task SendTextAsync(string text, CancellationToken stop) =>
        SendAllAsync(Encoding.Latin1.GetBytes(text), stop);

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, stop)..];
    }

    private static byte[] Compress(ReadOnlyMemory<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes.Span);
        return compressed.ToArray();
    }
}
