using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Downloads.Writing;

namespace Weir.Downloads.Verifying;

/// <summary>
/// Hashes the file from its first byte on, on a thread of its own, as far as it is written without a gap, and passes it on
/// in order where somebody reads it. The bytes are read back from the page cache, where the window keeps them warm.
/// </summary>
internal sealed class FrontierHasher : IDisposable
{
    private const int BufferSize = 1 << 20;

    private const int BrokenPipe = 32; // EPIPE

    private static readonly TimeSpan LastPatience = TimeSpan.FromMilliseconds(500);

    private readonly object _gate = new(); // guards the fields below
    private readonly Part _part;
    private readonly IncrementalHash? _hash;
    private readonly Stream? _output;
    private readonly Action<long> _onAdvance;
    private readonly Thread _thread;
    private long _frontier;
    private long? _size;
    private bool _isStopped;
    private bool _hasBegun;

    /// <param name="onAdvance">Gets how far has been hashed; called from the hashing thread, outside its lock.</param>
    /// <param name="algorithm">Null when the bytes are only to be passed on.</param>
    /// <param name="output">Who gets the bytes in order; null for nobody.</param>
    public FrontierHasher(
        Part part,
        HashAlgorithmKind? algorithm,
        long? size,
        Action<long> onAdvance,
        Stream? output = null
    )
    {
        _part = part;
        _output = output;
        _hash = algorithm?.CreateHasher();
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

    /// <summary>
    /// Ends it before it has passed anything on; false when it has begun to, so that what it wrote, or is about to write,
    /// cannot be taken back.
    /// </summary>
    public bool TryStop()
    {
        lock (_gate)
        {
            if (_hasBegun)
                return false;
            _isStopped = true;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>It has passed something on, or is about to.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_gate)
                return _hasBegun;
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
        // Who waits for a reader that does not read is left behind.
        if (_thread.IsAlive && !_thread.Join(_output is null ? Timeout.InfiniteTimeSpan : LastPatience))
            return;
        _hash?.Dispose();
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
                Result = _hash?.GetHashAndReset() ?? [];
                return;
            }
            var read = _part.Read(done, buffer.AsSpan(0, (int)Math.Min(BufferSize, frontier - done)));
            if (read == 0)
                throw new IOException("the part file became shorter while it was written");
            _hash?.AppendData(buffer, 0, read);
            if (!TryBegin() || !TryPassOn(buffer.AsSpan(0, read)))
                return;
            done += read;
            _part.Release(done);
            _onAdvance(done);
        }
    }

    private bool TryBegin()
    {
        if (_output is null)
            return true;
        lock (_gate)
        {
            _hasBegun |= !_isStopped;
            return !_isStopped;
        }
    }

    private bool TryPassOn(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _output?.Write(bytes);
            return true;
        }
        catch (IOException e)
        {
            Fault =
                e.HResult == BrokenPipe
                    ? new StorageFault(StorageFaultKind.Closed, "whoever reads the output has closed it")
                    : StorageFault.Of(e, "the output");
            return false;
        }
    }

    /// <summary>Whoever reads gets what there is; else a larger step costs fewer wake-ups.</summary>
    private int LeastStep => _output is null ? BufferSize : 1;

    /// <summary>The frontier once it is beyond <paramref name="done"/> or is the end; null when stopped.</summary>
    private long? WaitForMore(long done)
    {
        lock (_gate)
        {
            // A larger step costs fewer wake-ups; the end is never waited past.
            while (!_isStopped && done != _size && _frontier - done < LeastStep && (_size is null || _frontier < _size))
                Monitor.Wait(_gate);
            return _isStopped ? null : _frontier;
        }
    }
}
