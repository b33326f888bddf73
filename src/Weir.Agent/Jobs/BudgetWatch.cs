using Weir.Agent.Budget;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Agent.Jobs;

/// <summary>Looks at a download and ends it when it turns out to take more than the budget has left.</summary>
internal sealed class BudgetWatch(ByteBudget budget, BudgetShare share) : IDownloadWatcher, IDisposable
{
    private readonly CancellationTokenSource _over = new();

    public CancellationToken IsOver => _over.Token;

    public BudgetShare Share { get; private set; } = share;

    /// <summary>Why it was ended; null when it was not.</summary>
    public string? Refusal { get; private set; }

    public void OnProgress(ProgressEvent progress)
    {
        if (Refusal is not null)
            return;
        var needed = Math.Max(progress.Bytes, progress.Size ?? 0);
        if (budget.Raise(Share, needed) is { } raised)
        {
            Share = raised;
            return;
        }

        Refusal = $"the byte budget does not allow a download of {new ByteSize(needed)}: too much of it is used";
        _over.Cancel();
    }

    public void Dispose() => _over.Dispose();

    public void OnSource(SourceEvent change) { }

    public void OnWaiting(int available, int sources) { }

    public void OnNotice(string sentence) { }
}
