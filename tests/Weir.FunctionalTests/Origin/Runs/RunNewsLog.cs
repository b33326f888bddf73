using Weir.Analysis.Runs;
using Weir.Origin.Runs;

namespace Weir.FunctionalTests.Origin.Runs;

/// <summary>Keeps what an origin tells of its runs, and lets tests wait for it.</summary>
internal sealed class RunNewsLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new(); // guards all below
    private readonly List<RunNews> _news = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(RunNews news)
    {
        lock (_lock)
        {
            _news.Add(news);
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first that fits, past or to come.</summary>
    public async Task<RunNews> WaitAsync(Predicate<RunNews> fits)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_news.Find(fits) is { } found)
                    return found;
                more = _more.Task;
            }

            await more.WaitAsync(Patience);
        }
    }

    public Task ReadyAsync(int count) =>
        WaitAsync(news => news is RunNews.Waiting waiting && waiting.Status.Ready == count);

    public async Task<RunOutcome> FinishedAsync(Predicate<RunOutcome>? fits = null) =>
        (
            (RunNews.Finished)
                await WaitAsync(news => news is RunNews.Finished done && (fits is null || fits(done.Outcome)))
        ).Outcome;
}
