using System.Threading.Channels;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage;

/// <summary>
/// One writer for many senders: what waits while a transaction runs goes together into the next, so that a flush to disk
/// is paid once for all of it.
/// </summary>
/// <param name="commit">Stores these batches in one transaction, and says of each what became of it. On one thread.</param>
internal sealed class GroupCommit(Func<IReadOnlyList<IReadOnlyList<Envelope>>, IReadOnlyList<AddResult>> commit)
    : IAsyncDisposable
{
    /// <summary>Records of one transaction; a batch that begins below is taken whole.</summary>
    private const int Most = 5000;

    /// <summary>Batches that wait; whoever comes then waits with its request.</summary>
    private const int Waiting = 256;

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(Waiting) { SingleReader = true }
    );

    private Task? _writer;

    public void Start() =>
        _writer = Task.Factory.StartNew(
            Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>Once a batch has been taken it is stored, whether or not its sender still waits.</summary>
    public async Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation)
    {
        var pending = new Pending(batch);
        await _pending.Writer.WriteAsync(pending, cancellation);
        return await pending.Result.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        if (_writer is not null)
            await _writer;
    }

    private void Run()
    {
        var group = new List<Pending>();
        // The thread has nothing else to do, so that it may block.
        while (_pending.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var records = 0;
            while (records < Most && _pending.Reader.TryRead(out var pending))
            {
                group.Add(pending);
                records += pending.Batch.Count;
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Pending> group)
    {
        try
        {
            var results = commit([.. group.Select(pending => pending.Batch)]);
            for (var i = 0; i < group.Count; i++)
                group[i].Result.SetResult(results[i]);
        }
        catch (Exception bug)
        {
            foreach (var pending in group)
                pending.Result.TrySetException(bug);
        }
    }

    private sealed record Pending(IReadOnlyList<Envelope> Batch)
    {
        public TaskCompletionSource<AddResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
