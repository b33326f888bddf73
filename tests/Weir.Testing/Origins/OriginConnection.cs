using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weir.Testing.Origins;

/// <summary>Reads the requests of one connection, one after the other, and answers them.</summary>
internal sealed class OriginConnection(MisbehavingOrigin origin, Socket socket, int number)
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _filled;

    public async Task RunAsync(CancellationToken stop)
    {
        while (await ReadRequestAsync(stop) is { } request)
        {
            var answer = new OriginAnswer(origin, socket, request, origin.Behave(request));
            if (!await answer.SendAsync(stop))
                return;
        }
    }

    private async Task<TestRequest?> ReadRequestAsync(CancellationToken stop)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(stop))
                return null;
        }

        var lines = Encoding.Latin1.GetString(_buffer.AsSpan(0, end)).Split("\r\n");
        Drop(end + 4);
        var fields = lines
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))
            .ToList();
        var length = fields
            .FirstOrDefault(f => f.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .Value;
        var body = await ReadBodyAsync(length is null ? 0 : int.Parse(length, CultureInfo.InvariantCulture), stop);

        var parts = lines[0].Split(' ');
        return origin.Record(count => new TestRequest
        {
            Number = count,
            Connection = number,
            ClientPort = ((IPEndPoint)socket.RemoteEndPoint!).Port,
            Method = parts[0],
            Target = parts[1],
            Headers = fields,
            Body = body,
        });
    }

    private async Task<byte[]> ReadBodyAsync(int length, CancellationToken stop)
    {
        while (_filled < length)
        {
            if (!await FillAsync(stop))
                throw new SocketException((int)SocketError.ConnectionReset);
        }

        var body = _buffer[..length];
        Drop(length);
        return body;
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        var got = await socket.ReceiveAsync(_buffer.AsMemory(_filled), stop);
        _filled += got;
        return got > 0;
    }

    private void Drop(int count)
    {
        _buffer.AsSpan(count.._filled).CopyTo(_buffer);
        _filled -= count;
    }
}
