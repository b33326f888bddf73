namespace Weir.Transport.Loop;

/// <summary>Several loops, one per core, among which connections are spread round robin.</summary>
public sealed class LoopGroup : IDisposable
{
    private readonly EventLoop[] _loops;
    private int _next = -1;

    /// <param name="count">How many loops; 0 means one per core.</param>
    public LoopGroup(TimeProvider time, int count = 0, string name = "loop")
    {
        _loops = new EventLoop[count > 0 ? count : Environment.ProcessorCount];
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = new EventLoop(time, $"{name} {i + 1}");
        foreach (var loop in _loops)
            loop.Start();
    }

    public IReadOnlyList<EventLoop> Loops => _loops;

    /// <summary>The loop whose turn it is. Any thread.</summary>
    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];

    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
