using System.Threading.Channels;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage;

/// <summary>
/// One writer for many senders: what waits while a transaction runs goes together into the next, so that a flush to disk
/// is paid once for all of it.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Records of one transaction; a batch that begins below is taken whole.</summary>
    private const int Most = 5000;

    /// <summary>Batches that wait; whoever comes then waits with its request.</summary>
    private const int Waiting = 256;

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(Waiting) { SingleReader = true }
    );

    private readonly Func<Task> _run;
    private Task? _writer;

    /// <param name="commit">Stores these batches in one transaction, and says of each what became of it. On one thread.</param>
    public GroupCommit(Func<IReadOnlyList<IReadOnlyList<Envelope>>, IReadOnlyList<AddResult>> commit) =>
        _run = () =>
            Task.Factory.StartNew(
                () => Run(commit),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );

    /// <param name="commit">As the other, for a store that answers over a network; one at a time.</param>
    public GroupCommit(Func<IReadOnlyList<IReadOnlyList<Envelope>>, Task<IReadOnlyList<AddResult>>> commit) =>
        _run = () => Task.Run(() => RunAsync(commit));

    public void Start() => _writer = _run();

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

    private void Run(Func<IReadOnlyList<IReadOnlyList<Envelope>>, IReadOnlyList<AddResult>> commit)
    {
        // The thread has nothing else to do, so that it may block.
        while (_pending.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var group = Take();
            try
            {
                Tell(group, commit([.. group.Select(pending => pending.Batch)]));
            }
            catch (Exception bug)
            {
                Fail(group, bug);
            }
        }
    }

    private async Task RunAsync(Func<IReadOnlyList<IReadOnlyList<Envelope>>, Task<IReadOnlyList<AddResult>>> commit)
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            var group = Take();
            try
            {
                Tell(group, await commit([.. group.Select(pending => pending.Batch)]));
            }
            catch (Exception bug)
            {
                Fail(group, bug);
            }
        }
    }

    private List<Pending> Take()
    {
        var group = new List<Pending>();
        var records = 0;
        while (records < Most && _pending.Reader.TryRead(out var pending))
        {
            group.Add(pending);
            records += pending.Batch.Count;
        }

        return group;
    }

    private static void Tell(List<Pending> group, IReadOnlyList<AddResult> results)
    {
        for (var i = 0; i < group.Count; i++)
            group[i].Result.SetResult(results[i]);
    }

    private static void Fail(List<Pending> group, Exception bug)
    {
        foreach (var pending in group)
            pending.Result.TrySetException(bug);
    }

    private sealed record Pending(IReadOnlyList<Envelope> Batch)
    {
        public TaskCompletionSource<AddResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
