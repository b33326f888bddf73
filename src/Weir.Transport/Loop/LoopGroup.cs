using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>Several loops, as many as there is work for, among which connections are spread round robin.</summary>
public sealed class LoopGroup : IDisposable
{
    private readonly EventLoop[] _loops;
    private readonly bool _isByCores;
    private int _next = -1;

    /// <param name="count">How many loops; 0 means one per core.</param>
    /// <param name="coresPerLoop">Without a count: so many cores are there for each loop, but one loop at least.</param>
    public LoopGroup(TimeProvider time, int count = 0, string name = "loop", int coresPerLoop = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coresPerLoop);
        _isByCores = count <= 0;
        _loops = new EventLoop[_isByCores ? Math.Max(1, Environment.ProcessorCount / coresPerLoop) : count];
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = new EventLoop(time, $"{name} {i + 1}");
        foreach (var loop in _loops)
            loop.Start();
    }

    public IReadOnlyList<EventLoop> Loops => _loops;

    /// <summary>
    /// The loop whose turn it is. Any thread. Where the cores decide, no more have their turn than the calling thread has
    /// cores by now: two that share a core only take it from each other.
    /// </summary>
    public EventLoop Next()
    {
        var count = _isByCores ? Math.Min(_loops.Length, Libc.CountCores()) : _loops.Length;
        return _loops[(uint)Interlocked.Increment(ref _next) % (uint)count];
    }

    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
