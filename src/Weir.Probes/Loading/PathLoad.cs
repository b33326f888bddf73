using System.Text;
using Weir.Probes.Probing;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.Probes.Loading;

/// <summary>
/// Downloads one URL over several connections, again and again, and drops what comes, so that a path stays full. Threads of
/// its own with blocking calls, until it is disposed.
/// </summary>
internal sealed class PathLoad : IDisposable
{
    /// <summary>One connection alone may be held back by its window before the path is full.</summary>
    private const int Connections = 4;

    private const int BufferBytes = 256 << 10;

    /// <summary>So many failures of one connection in a row, and it is given up.</summary>
    private const int MostFailures = 3;

    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(5);

    private readonly ProbeTarget _url;
    private readonly PeerTrust? _trust;
    private readonly TimeProvider _time;
    private readonly byte[] _request;
    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim _flows = new();
    private long _bytes;
    private int _running = Connections;
    private volatile bool _isOver;
    private volatile string? _fault;

    /// <param name="url">Of HTTP or HTTPS.</param>
    public PathLoad(ProbeTarget url, PeerTrust? trust, TimeProvider time)
    {
        (_url, _trust, _time) = (url, trust, time);
        _request = Encoding.ASCII.GetBytes(
            $"GET {url.Resource} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: weir\r\nAccept: */*\r\n"
                + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
        );
        _threads = new Thread[Connections];
        for (var i = 0; i < Connections; i++)
        {
            _threads[i] = new Thread(Download) { Name = "path load", IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Bytes that have come so far, answers' heads among them.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Why a download failed last, a clause; null when none did.</summary>
    public string? Fault => _fault;

    /// <summary>Waits for the first bytes; false when none came, because all connections failed or it took too long.</summary>
    public bool WaitUntilItFlows(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return _flows.Wait(limit, cancellation) && Bytes > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        foreach (var thread in _threads)
            thread.Join();
        _flows.Dispose();
    }

    private void Download()
    {
        var buffer = new byte[BufferBytes];
        for (var failures = 0; !_isOver && failures < MostFailures; )
        {
            var fault = DownloadOnce(buffer);
            failures = fault is null ? 0 : failures + 1;
            _fault = fault ?? _fault;
        }

        // Nobody is left to wait for.
        if (Interlocked.Decrement(ref _running) == 0)
            _flows.Set();
    }

    /// <summary>One answer to its end; null, or why it was none.</summary>
    private string? DownloadOnce(byte[] buffer)
    {
        var secured = _url.Protocol == ProbeProtocol.Https ? _trust ?? PeerTrust.Default : null;
        using var channel = Dialler.Connect(
            _url.Host,
            _url.Port,
            secured,
            StepLimit,
            _time,
            () => _isOver,
            out var fault
        );
        if (channel is null)
            return fault?.Reason ?? "no connection";
        channel.SetReadTimeout(StepLimit);
        channel.SetWriteTimeout(StepLimit);
        if (channel.Write(_request) is { } unsent)
            return unsent.Reason;
        for (var total = 0L; !_isOver; )
        {
            var read = channel.Read(buffer);
            if (read.Fault is { } broken)
                return broken.Reason;
            if (read.Bytes == 0)
                return total > 0 ? null : "the server closed the connection without an answer";
            if (total == 0 && Refusal(buffer.AsSpan(0, read.Bytes)) is { } refusal)
                return refusal;
            total += read.Bytes;
            Interlocked.Add(ref _bytes, read.Bytes);
            _flows.Set();
        }

        return null;
    }

    /// <summary>Why an answer with this beginning is no download; null when it is one.</summary>
    private static string? Refusal(ReadOnlySpan<byte> head)
    {
        var isHttp = head.Length >= "HTTP/1.1 200".Length && head.StartsWith("HTTP/1."u8);
        return !isHttp ? "the answer is not HTTP/1.1"
            : head[9] == (byte)'2' ? null
            : $"the server answered {Encoding.ASCII.GetString(head[9..12])}";
    }
}
