using Weir.Http.Messages;
using Weir.Proxy.Caching.Storage;

namespace Weir.Proxy.Caching.Fills;

/// <summary>Ways to the disk, on threads of their own: whoever wants the same waits for the one that is under way. Any thread.</summary>
internal sealed class LoadTable(MemoryStore store, Action<Exception>? faulted) : IDisposable
{
    /// <summary>More do not make a disk faster, and the page cache answers most of it.</summary>
    private const int MostThreads = 8;

    /// <summary>What waits beyond it is fetched from the origin instead.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>Guards the table.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _loads = [];
    private readonly FillThreads _threads = new(MostThreads, MostWaiting);

    /// <summary>Brings what a request selects from the disk into memory, if it is there. The head is read meanwhile.</summary>
    /// <param name="slice">Which slice; null for a whole.</param>
    public async Task LoadAsync(string key, Head request, long? slice)
    {
        var name = slice is { } index ? $"{key} {index}" : key;
        Task? other;
        lock (_lock)
            other = _loads.GetValueOrDefault(name);
        if (other is not null)
        {
            await other;
            // It may have been for another variant.
            if (!(slice is { } same ? store.MayLoad(key, same) : store.MayLoad(key, request)))
                return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _loads.TryAdd(name, done.Task);
        if (!_threads.TryRun(() => Load(key, request, slice, name, done)))
            End(name, done);
        await done.Task;
    }

    public void Dispose() => _threads.Dispose();

    private void Load(string key, Head request, long? slice, string name, TaskCompletionSource done)
    {
        try
        {
            store.Load(key, request, slice);
        }
        catch (Exception bug)
        {
            faulted?.Invoke(bug);
        }
        finally
        {
            End(name, done);
        }
    }

    private void End(string name, TaskCompletionSource done)
    {
        lock (_lock)
        {
            if (_loads.TryGetValue(name, out var known) && known == done.Task)
                _loads.Remove(name);
        }

        done.SetResult();
    }
}
