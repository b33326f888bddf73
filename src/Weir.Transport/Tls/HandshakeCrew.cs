namespace Weir.Transport.Tls;

/// <summary>
/// Makes the steps of handshakes, which cost a processor a millisecond each, on threads of its own: so many at once and no
/// more, first come first served, so that a flood of them holds up neither a loop nor what the thread pool has to do. Any
/// thread.
/// </summary>
internal sealed class HandshakeCrew(int most)
{
    /// <summary>A thread without work ends after so long; the next handshake makes another.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>Guards every field below, and wakes who waits.</summary>
    private readonly object _gate = new();

    /// <summary>Each connection is in it once at most: their limit bounds it.</summary>
    private readonly Queue<TlsSocket> _waiting = new();
    private int _threads;
    private int _idle;

    /// <summary>Threads that there are now.</summary>
    internal int Threads
    {
        get
        {
            lock (_gate)
                return _threads;
        }
    }

    public void Add(TlsSocket socket)
    {
        lock (_gate)
        {
            _waiting.Enqueue(socket);
            Monitor.Pulse(_gate);
            if (_waiting.Count <= _idle || _threads == most)
                return;
            _threads++;
        }

        new Thread(Work) { IsBackground = true, Name = "handshakes" }.Start();
    }

    private void Work()
    {
        while (Next() is { } socket)
            socket.Step();
    }

    private TlsSocket? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_waiting.TryDequeue(out var socket))
                    return socket;
                _idle++;
                var isWoken = Monitor.Wait(_gate, Idle);
                _idle--;
                if (isWoken || _waiting.Count > 0)
                    continue;
                _threads--;
                return null;
            }
        }
    }
}
