using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Weir.FunctionalTests.Clients;

/// <summary>A client that sends exactly the bytes it is told, and waits at most <see cref="Patience"/> for what must come.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    private readonly Stream _stream;

    private RawClient(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    public Socket Socket => _socket;

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, int receiveBuffer = 0, bool isTls = false)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(endPoint);
        var plain = new NetworkStream(socket, ownsSocket: false);
        return new RawClient(socket, isTls ? await EncryptAsync(plain) : plain);
    }

    public async Task<RawClient> SendAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        return this;
    }

    public Task<RawClient> GetAsync(string target, string fields = "", string method = "GET") =>
        SendAsync($"{method} {target} HTTP/1.1\r\nHost: weir.test\r\n{fields}\r\n");

    /// <summary>One whole answer; one to HEAD has no body.</summary>
    public async Task<RawAnswer> ReadAsync(bool toHead = false)
    {
        var head = await ReadHeadAsync();
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var fields = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var status = int.Parse(lines[0].Split(' ')[1]);
        var length = toHead || !fields.TryGetValue("Content-Length", out var text) ? 0 : int.Parse(text);
        return new RawAnswer(status, fields, await ReadBodyAsync(length));
    }

    /// <summary>Reads past the head and leaves the body.</summary>
    public Task ReadHeadOfAsync() => ReadHeadAsync();

    public async Task<byte[]> ReadBodyAsync(int length)
    {
        var body = new byte[length];
        for (var got = 0; got < length; )
        {
            if (_start == _end && !await FillAsync())
                throw new EndOfStreamException($"The body ends after {got} of {length} bytes.");
            var part = Math.Min(length - got, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(body.AsSpan(got));
            _start += part;
            got += part;
        }

        return body;
    }

    /// <summary>Reads past what comes next, and says how much that was; 0 when the server has closed.</summary>
    public async Task<int> ReadSomeAsync()
    {
        if (_start == _end && !await FillAsync())
            return 0;
        var count = _end - _start;
        _start = _end;
        return count;
    }

    /// <summary>All that still comes until the server closes; throws when it resets.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        do
        {
            text.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
            _start = _end;
        } while (await FillAsync());

        return text.ToString();
    }

    /// <summary>Whether the server ended the connection, in order or not, before it sent anything more.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return _start == _end && !await FillAsync();
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Bytes until the reset that must come.</summary>
    public async Task<long> ReadUntilResetAsync()
    {
        long count = _end - _start;
        try
        {
            _start = _end;
            while (await FillAsync())
            {
                count += _end - _start;
                _start = _end;
            }
        }
        catch (SocketException)
        {
            return count;
        }

        throw new InvalidOperationException($"The connection ended in order after {count} bytes.");
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Believes any server: who it is is the affair of other tests.</summary>
    private static async Task<Stream> EncryptAsync(Stream plain)
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }
        );
        return stream;
    }

    private async Task<string> ReadHeadAsync()
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Encoding.Latin1.GetString(_buffer, _start, end);
                _start += end + 4;
                return head;
            }

            if (!await FillAsync())
                throw new EndOfStreamException("The connection ends before the head does.");
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start == _end)
            _start = _end = 0;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var count = await _stream.ReadAsync(_buffer.AsMemory(_end), limit.Token);
            _end += count;
            return count > 0;
        }
        catch (IOException error) when (error.InnerException is SocketException)
        {
            ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }
}
