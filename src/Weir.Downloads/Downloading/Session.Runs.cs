using System.Text;
using Weir.Downloads.Fetching;
using Weir.Downloads.Receipts;
using Weir.Downloads.Sources;
using Weir.Http.Messages;

namespace Weir.Downloads.Downloading;

/// <summary>What a session knows of the run that it is a part of: when the barrier let go, and who wants a receipt.</summary>
internal sealed partial class Session
{
    private const int MaxRunId = 128;

    /// <summary>One for each replica that a server may have of its own path; a server that names ever new ones gets no more.</summary>
    private const int MostReceipts = 32;

    private readonly Dictionary<string, ReceiptTarget> _receipts = [];
    private TimeSpan _released;
    private TimeSpan? _startedAt;
    private string? _runId;

    /// <summary>Who wants the record; one for each path, since replicas of one server hand out the same.</summary>
    public IReadOnlyList<ReceiptTarget> Receipts
    {
        get
        {
            lock (_gate)
                return [.. _receipts.Values];
        }
    }

    /// <summary>
    /// A transfer that was held before its first byte starts when its server lets go: what it waited for the others is no
    /// part of its time. The caller holds the gate.
    /// </summary>
    private void Release()
    {
        if (_released > (_startedAt ?? TimeSpan.Zero) || _sources.Exists(source => source.Bytes > 0))
            return;
        _released = Now;
        _firstRequest = null;
    }

    /// <summary>A connected source waits for the common start, from which on the time of the transfer counts.</summary>
    public void AwaitStart(Slot slot)
    {
        if (_options.Start is not { } start)
            return;
        start.Wait(slot.Source);
        lock (_gate)
        {
            if (_startedAt is null)
                _startedAt = _released = Now;
        }
    }

    /// <summary>
    /// What a server that the user named says of a run. A record is not for others: neither for those that a redirect
    /// leads to, nor for mirrors.
    /// </summary>
    private void NoteRun(SourceAddress from, Head head)
    {
        if (!head.TryGet("Weir-Receipt"u8, out var field))
            return;
        if (_receipts.Count < MostReceipts && ReceiptTarget.Of(from, field) is { } target)
            _receipts.TryAdd(target.PathAndQuery, target);
        if (head.TryGet("Weir-Run"u8, out var run) && run.Length is > 0 and <= MaxRunId)
            _runId ??= Encoding.Latin1.GetString(run);
    }
}
