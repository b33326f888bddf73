using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Verifying;

/// <summary>
/// Hashes the file from its first byte on, on a thread of its own, as far as it is written without a gap. The bytes are
/// read back from the page cache, where the window keeps them warm.
/// </summary>
internal sealed class FrontierHasher : IDisposable
{
    private const int BufferSize = 1 << 20;

    private readonly object _gate = new(); // guards the fields below
    private readonly PartFile _part;
    private readonly IncrementalHash _hash;
    private readonly Action<long> _onAdvance;
    private readonly Thread _thread;
    private long _frontier;
    private long? _size;
    private bool _isStopped;

    /// <param name="onAdvance">Gets how far has been hashed; called from the hashing thread, outside its lock.</param>
    public FrontierHasher(PartFile part, HashAlgorithmKind algorithm, long? size, Action<long> onAdvance)
    {
        _part = part;
        _hash = algorithm.CreateHasher();
        _size = size;
        _onAdvance = onAdvance;
        _thread = new Thread(Run) { IsBackground = true, Name = "weir hasher" };
    }

    /// <summary>The hash, once all bytes have gone through it; null until then.</summary>
    public byte[]? Result { get; private set; }

    /// <summary>What kept it from reading the file back.</summary>
    public StorageFault? Fault { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>All bytes before <paramref name="frontier"/> are written.</summary>
    public void Advance(long frontier)
    {
        lock (_gate)
        {
            if (frontier <= _frontier)
                return;
            _frontier = frontier;
            Monitor.Pulse(_gate);
        }
    }

    public void SetSize(long size)
    {
        lock (_gate)
        {
            _size = size;
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.Pulse(_gate);
        }
        if (_thread.IsAlive)
            _thread.Join();
        _hash.Dispose();
    }

    private void Run()
    {
        try
        {
            HashAll();
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            Fault = StorageFault.Of(e, "the part file");
        }
        _onAdvance(_size ?? 0);
    }

    private void HashAll()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        long done = 0;
        while (WaitForMore(done) is { } frontier)
        {
            if (frontier == done)
            {
                Result = _hash.GetHashAndReset();
                return;
            }
            var read = _part.Read(done, buffer.AsSpan(0, (int)Math.Min(BufferSize, frontier - done)));
            if (read == 0)
                throw new IOException("the part file became shorter while it was written");
            _hash.AppendData(buffer, 0, read);
            done += read;
            _onAdvance(done);
        }
    }

    /// <summary>The frontier once it is beyond <paramref name="done"/> or is the end; null when stopped.</summary>
    private long? WaitForMore(long done)
    {
        lock (_gate)
        {
            // A larger step costs fewer wake-ups; the end is never waited past.
            while (
                !_isStopped && done != _size && _frontier - done < BufferSize && (_size is null || _frontier < _size)
            )
                Monitor.Wait(_gate);
            return _isStopped ? null : _frontier;
        }
    }
}
