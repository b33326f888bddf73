using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Weir.Testing.Processes;

namespace Weir.Testing.Collectors;

/// <summary>
/// A collector on loopback that keeps records in memory, correctly unless told otherwise for a request. It shares no code
/// with Weir's own. It answers one request per connection.
/// </summary>
public sealed class TestCollector : IAsyncDisposable
{
    private readonly Lock _lock = new(); // guards all below
    private readonly X509Certificate2? _certificate;
    private readonly List<CollectorRequest> _requests = [];
    private readonly Dictionary<string, string> _stored = [];
    private readonly List<string> _order = [];
    private readonly List<Task> _work = [];
    private TaskCompletionSource _changed = NewSignal();
    private CancellationTokenSource _stop = new();
    private TcpListener? _listener;
    private int _duplicates;

    /// <summary>Listens at once.</summary>
    /// <param name="certificate">With one it speaks TLS.</param>
    public TestCollector(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        Start();
    }

    public int Port { get; private set; }

    public string Url => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    /// <summary>The token that it wants.</summary>
    public string Token { get; set; } = "a-token-for-tests";

    /// <summary>Asked once for each request, from several threads.</summary>
    public Func<CollectorRequest, CollectorFault> Behave { get; set; } = _ => CollectorFault.None;

    /// <summary>Why a record is refused for good; null to take it.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    public IReadOnlyList<CollectorRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>The records by their ids, each once however often it came.</summary>
    public IReadOnlyDictionary<string, string> Stored
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, string>(_stored);
        }
    }

    /// <summary>The ids in the order in which they were stored.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            lock (_lock)
                return [.. _order];
        }
    }

    /// <summary>Records that came although they were stored already.</summary>
    public int Duplicates
    {
        get
        {
            lock (_lock)
                return _duplicates;
        }
    }

    public static string IdOf(string record)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Listens again, on the same port as before, which nobody else has taken meanwhile.</summary>
    public void Start()
    {
        var listener = Port == 0 ? FreePorts.Listen(Listen) : Listen(Port);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        lock (_lock)
        {
            _listener = listener;
            _stop = new CancellationTokenSource();
            _work.Add(AcceptAsync(listener, _stop.Token));
        }
    }

    /// <summary>Refuses connections, and breaks off those that are open.</summary>
    public async Task StopAsync()
    {
        Task[] work;
        lock (_lock)
        {
            if (_listener is null)
                return;
            _listener.Dispose();
            _listener = null;
            work = [.. _work];
            _work.Clear();
        }

        await _stop.CancelAsync();
        await Task.WhenAll(work);
        _stop.Dispose();
    }

    /// <summary>Waits until a claim about this collector holds; it is looked at after each request.</summary>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public async Task WaitUntilAsync(Func<TestCollector, bool> holds, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(3), TimeProvider.System);
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (holds(this))
                return;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"The collector has {Stored.Count} of {Requests.Count} requests.", error);
            }
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop);
                lock (_lock)
                    _work.Add(ServeAsync(socket, stop));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        using (socket)
        {
            try
            {
                await using var stream = await StreamAsync(socket, stop);
                if (await ReadAsync(stream, stop) is { } request)
                    await AnswerAsync(request, socket, stream, stop);
            }
            catch (Exception error)
                when (error
                        is IOException
                            or SocketException
                            or OperationCanceledException
                            or AuthenticationException
                            or ObjectDisposedException
                )
            {
                // The sender went away, did not believe the certificate, or the collector was stopped.
            }
        }
    }

    private async Task<Stream> StreamAsync(Socket socket, CancellationToken stop)
    {
        var plain = new NetworkStream(socket);
        if (_certificate is null)
            return plain;
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            stop
        );
        return secure;
    }

    private async Task<CollectorRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!(bytes.Count >= 4 && bytes[^4..].SequenceEqual("\r\n\r\n"u8.ToArray())))
        {
            if (await stream.ReadAsync(one, stop) == 0)
                return null;
            bytes.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. bytes]).TrimEnd().Split("\r\n");
        var fields = lines
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim());
        var body = new byte[int.Parse(fields["content-length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop);
        using var plain = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
        var records = (await plain.ReadToEndAsync(stop)).Split('\n')[..^1];
        lock (_lock)
        {
            var request = new CollectorRequest(_requests.Count, lines[0], fields, records);
            if (!request.IsProgress)
                _requests.Add(request);
            return request;
        }
    }

    private async Task AnswerAsync(CollectorRequest request, Socket socket, Stream stream, CancellationToken stop)
    {
        var fault =
            request.Field("authorization") != $"Bearer {Token}" ? CollectorFault.Unauthorized
            : request.IsProgress ? CollectorFault.None
            : Behave(request);
        var (status, body) = fault switch
        {
            CollectorFault.None when request.IsProgress => (200, Receipt(request.Records.Count, 0, [])),
            CollectorFault.None or CollectorFault.StoreAndReset or CollectorFault.StoreAndBreakOff => (
                200,
                Store(request)
            ),
            CollectorFault.Page => (200, "<!DOCTYPE html><title>Please log in</title>"),
            CollectorFault.ShortReceipt => (200, Receipt(request.Records.Count - 1, 0, [])),
            CollectorFault.Unauthorized => (401, ""),
            CollectorFault.Forbidden => (403, ""),
            CollectorFault.TooLarge => (413, ""),
            _ => (500, "broken"),
        };
        Changed();
        if (fault == CollectorFault.Silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }
        else if (fault is CollectorFault.Reset or CollectorFault.StoreAndReset)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        else
        {
            var head =
                $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
            var sent = fault == CollectorFault.StoreAndBreakOff ? body[..(body.Length / 2)] : body;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + sent), stop);
        }
    }

    private string Store(CollectorRequest request)
    {
        var (accepted, duplicates) = (0, 0);
        var rejected = new List<(int Line, string Reason)>();
        lock (_lock)
        {
            for (var i = 0; i < request.Records.Count; i++)
            {
                var record = request.Records[i];
                if (Refuse(record) is { } reason)
                {
                    rejected.Add((i + 1, reason));
                    continue;
                }

                if (!_stored.TryAdd(IdOf(record), record))
                {
                    duplicates++;
                    continue;
                }

                accepted++;
                _order.Add(IdOf(record));
            }

            _duplicates += duplicates;
        }

        return Receipt(accepted, duplicates, rejected);
    }

    private static string Receipt(int accepted, int duplicates, IEnumerable<(int Line, string Reason)> rejected)
    {
        var refused = rejected.Select(r => $$"""{"line":{{r.Line}},"reason":"{{r.Reason}}"}""");
        return $$"""{"accepted":{{accepted}},"duplicates":{{duplicates}},"rejected":[{{string.Join(',', refused)}}]}""";
    }

    private void Changed()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
