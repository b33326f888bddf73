using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Verifying;

/// <summary>
/// Hashes pieces as they become whole, in any order, on threads of its own. The bytes are read back from the page cache,
/// where they still are: who writes faster than is hashed hashes a piece himself (<see cref="Help"/>), so that what waits
/// stays bounded.
/// </summary>
internal sealed class PieceVerifier : IDisposable
{
    private const int BufferSize = 256 << 10;

    /// <summary>More threads than this hash faster than any disk is written.</summary>
    private const int MostThreads = 4;

    /// <summary>What may wait to be hashed. Much less than the page cache holds.</summary>
    private const long MostWaiting = 64 << 20;

    private readonly object _gate = new(); // guards the fields below that are not readonly, and the queue
    private readonly Part _part;
    private readonly PieceHashes _hashes;
    private readonly Action<long, bool> _onJudged;
    private readonly Action<StorageFault> _onFault;
    private readonly Queue<long> _queue = [];
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _isStopped;

    /// <param name="onJudged">Gets each piece and whether it is right; called from a thread that hashes, outside any lock.</param>
    /// <param name="onFault">The part file could not be read.</param>
    public PieceVerifier(Part part, PieceHashes hashes, Action<long, bool> onJudged, Action<StorageFault> onFault)
    {
        _part = part;
        _hashes = hashes;
        _onJudged = onJudged;
        _onFault = onFault;
    }

    /// <summary>These pieces are written and are to be hashed.</summary>
    public void Enqueue(IReadOnlyCollection<long> pieces)
    {
        if (pieces.Count == 0)
            return;
        lock (_gate)
        {
            foreach (var piece in pieces)
                _queue.Enqueue(piece);
            if (
                _idle < _queue.Count
                && _threads.Count < Math.Min(Environment.ProcessorCount, MostThreads)
                && !_isStopped
            )
                StartThread();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Hashes one piece on the calling thread when too much waits.</summary>
    public void Help()
    {
        long piece;
        lock (_gate)
        {
            if (_isStopped || _queue.Count * _hashes.Map.PieceSize <= MostWaiting || _queue.Count < 2)
                return;
            piece = _queue.Dequeue();
        }
        using var hasher = _hashes.Algorithm.CreateHasher();
        Judge(piece, hasher, GC.AllocateUninitializedArray<byte>(BufferSize));
    }

    public void Dispose()
    {
        Thread[] threads;
        lock (_gate)
        {
            _isStopped = true;
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in threads)
            thread.Join();
    }

    private void StartThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"weir pieces {_threads.Count}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run()
    {
        using var hasher = _hashes.Algorithm.CreateHasher();
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        while (Next() is { } piece)
            Judge(piece, hasher, buffer);
    }

    private long? Next()
    {
        lock (_gate)
        {
            _idle++;
            while (!_isStopped && _queue.Count == 0)
                Monitor.Wait(_gate);
            _idle--;
            return _isStopped ? null : _queue.Dequeue();
        }
    }

    private void Judge(long piece, IncrementalHash hasher, byte[] buffer)
    {
        bool isRight;
        try
        {
            isRight = HasHash(piece, hasher, buffer);
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            _onFault(StorageFault.Of(e, "the part file"));
            return;
        }
        _onJudged(piece, isRight);
    }

    private bool HasHash(long piece, IncrementalHash hasher, byte[] buffer)
    {
        var offset = _hashes.Map.Start(piece);
        var end = offset + _hashes.Map.Length(piece);
        while (offset < end)
        {
            var read = _part.Read(offset, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)));
            if (read == 0)
                throw new IOException("the part file became shorter while it was written");
            hasher.AppendData(buffer, 0, read);
            offset += read;
        }
        Span<byte> hash = stackalloc byte[64];
        return _hashes.Matches(piece, hash[..hasher.GetHashAndReset(hash)]);
    }
}
