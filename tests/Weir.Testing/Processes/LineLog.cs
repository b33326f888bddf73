namespace Weir.Testing.Processes;

/// <summary>The lines of a stream as they come, for many readers.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new(); // guards all below
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = NewSignal();
    private bool _ended;

    public IReadOnlyList<string> Lines()
    {
        lock (_lock)
            return [.. _lines];
    }

    public async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                Add(line, ended: false);
        }
        finally
        {
            Add(null, ended: true);
        }
    }

    /// <summary>The first line that fits; null when the stream ends without one.</summary>
    public async Task<string?> WaitAsync(Func<string, bool> fits, CancellationToken cancellation)
    {
        for (var seen = 0; ; )
        {
            Task more;
            string? found;
            bool ended;
            lock (_lock)
            {
                found = _lines.Skip(seen).FirstOrDefault(fits);
                seen = _lines.Count;
                ended = _ended;
                more = _more.Task;
            }

            if (found is not null || ended)
                return found;
            await more.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(string? line, bool ended)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            if (line is not null)
                _lines.Add(line);
            _ended = ended;
            more = _more;
            _more = NewSignal();
        }

        more.SetResult();
    }
}
