using System.Collections.Concurrent;
using Weir.Http.Server;

namespace Weir.FunctionalTests.Http.Server;

/// <summary>A body that a test makes part by part.</summary>
internal sealed class PartsBody(long? length = null) : StreamedBody
{
    private readonly ConcurrentQueue<ReadOnlyMemory<byte>?> _parts = [];
    private ReadOnlyMemory<byte> _part;

    public override long? Length => length;

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes that the connection has taken.</summary>
    public long Taken;

    public bool Fails { get; init; }

    public PartsBody Add(ReadOnlyMemory<byte> part)
    {
        _parts.Enqueue(part);
        NotifyReady();
        return this;
    }

    public PartsBody Finish()
    {
        _parts.Enqueue(null);
        NotifyReady();
        return this;
    }

    public override BodyStep Peek(out ReadOnlyMemory<byte> bytes)
    {
        if (_part.IsEmpty && _parts.TryPeek(out var next))
        {
            if (next is null)
            {
                bytes = default;
                return Fails ? BodyStep.Failed : BodyStep.End;
            }

            _parts.TryDequeue(out _);
            _part = next.Value;
        }

        bytes = _part;
        return _part.IsEmpty ? BodyStep.Wait : BodyStep.Data;
    }

    public override void Advance(int count)
    {
        Interlocked.Add(ref Taken, count);
        _part = _part[count..];
    }

    protected override void Dispose(bool disposing) => Disposed.SetResult();
}
