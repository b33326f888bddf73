namespace Weir.Transport.Tls;

/// <summary>
/// Makes the steps of handshakes, which cost a processor a millisecond each, on the thread pool: so many at once and no
/// more, first come first served, so that a flood of them neither holds up a loop nor takes the whole pool. Any thread.
/// </summary>
internal sealed class HandshakeCrew(int most)
{
    /// <summary>Guards <see cref="_waiting"/> and <see cref="_working"/>.</summary>
    private readonly Lock _lock = new();

    /// <summary>Each connection is in it once at most: their limit bounds it.</summary>
    private readonly Queue<TlsSocket> _waiting = new();
    private int _working;

    public void Add(TlsSocket socket)
    {
        lock (_lock)
        {
            if (_working == most)
            {
                _waiting.Enqueue(socket);
                return;
            }

            _working++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(Work, socket, preferLocal: false);
    }

    private void Work(TlsSocket socket)
    {
        var next = socket;
        while (next is not null)
        {
            next.Step();
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out next))
                    _working--;
            }
        }
    }
}
