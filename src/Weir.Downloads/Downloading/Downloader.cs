using System.Runtime.CompilerServices;
using Weir.Downloads.Fetching;
using Weir.Downloads.Receipts;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>
/// Downloads one file from several sources at once. The file gets its final name only when it is whole and proven;
/// until then it lies beside it as <c>FILE.weir-part</c> with its <c>FILE.weir-journal</c>, from which the same call
/// continues after a crash.
/// </summary>
public sealed class Downloader(DownloadOptions options, TimeProvider? time = null)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the end waits for workers that are stuck in the operating system, all together.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(2);

    private const int WorkerStack = 256 << 10;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Downloads the file to <paramref name="target"/> on a thread of its own. Faults of the network and of the disk are
    /// results, not exceptions.
    /// </summary>
    /// <param name="sources">URLs of the same file, at least one.</param>
    /// <param name="cancellationToken">Ends the download so that the same call can continue it.</param>
    [OverloadResolutionPriority(1)] // Where null is given for either.
    public Task<DownloadResult> DownloadAsync(
        IReadOnlyList<SourceAddress> sources,
        string target,
        IDownloadWatcher? watcher = null,
        CancellationToken cancellationToken = default
    )
    {
        var start = Begin(sources, target);
        return OnItsThread(() => Download(start, watcher, handle: null, cancellationToken));
    }

    /// <summary>As the other; <paramref name="progress"/> hears how far it is.</summary>
    public Task<DownloadResult> DownloadAsync(
        IReadOnlyList<SourceAddress> sources,
        string target,
        IProgress<ProgressEvent> progress,
        CancellationToken cancellationToken = default
    ) => DownloadAsync(sources, target, new ProgressWatcher(progress), cancellationToken);

    /// <summary>As <c>DownloadAsync</c>, for who has nothing else to do: blocks until the end.</summary>
    public DownloadResult Download(
        IReadOnlyList<SourceAddress> sources,
        string target,
        IDownloadWatcher? watcher = null,
        CancellationToken cancellationToken = default
    ) => Download(Begin(sources, target), watcher, handle: null, cancellationToken);

    /// <summary>Begins a download that can be paused, and given other sources, while it runs.</summary>
    public Download Start(
        IReadOnlyList<SourceAddress> sources,
        string target,
        IDownloadWatcher? watcher = null,
        CancellationToken cancellationToken = default
    )
    {
        var start = Begin(sources, target);
        return new Download(handle => OnItsThread(() => Download(start, watcher, handle, cancellationToken)));
    }

    private DownloadResult Download(
        Beginning start,
        IDownloadWatcher? watcher,
        Download? handle,
        CancellationToken cancellationToken
    )
    {
        if (start.Placement.Check() is { } misplaced)
            return Outside(start, misplaced);
        if (ExistingFile.IsTheOne(start.Placement.Target, options.Checksum, options.Pieces))
        {
            ExistingFile.TakeLeftoversAway(start.Placement);
            return Outside(start, fault: null);
        }
        if (start.Placement.OpenJournal(out var fault) is not { } journal)
            return Outside(start, fault);
        using (journal)
        {
            if (
                journal.Content is { IsComplete: true } content
                && ExistingFile.Finish(start.Placement, content, options, start.Sources)
            )
            {
                journal.Delete();
                return Outside(start, fault: null);
            }
            if (File.Exists(start.Placement.Target) && !options.Overwrite)
            {
                if (journal.Content is null)
                    journal.Delete();
                return Outside(start, ExistingFile.InTheWay(start.Placement.Target, options.Checksum, options.Pieces));
            }
            return Run(start, options, journal, watcher, cancellationToken, handle: handle);
        }
    }

    /// <summary>
    /// Downloads the file in order to <paramref name="output"/>, from all sources at once, with 24 to 48 MiB of it in
    /// memory. With hashes of pieces nothing is passed on that is not proven; with only the hash of the whole the end tells
    /// whether all was right. Nothing is left in the file system, and nobody can continue it.
    /// </summary>
    /// <param name="sources">URLs of the same file, at least one.</param>
    /// <param name="output">Is written to from a thread of its own; that it breaks ends the download.</param>
    public Task<DownloadResult> StreamAsync(
        IReadOnlyList<SourceAddress> sources,
        Stream output,
        IDownloadWatcher? watcher = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(output);
        var start = Begin(sources, target: null);
        return OnItsThread(() =>
        {
            using var journal = Journal.OfNothing();
            var terms = options with { Balance = Planning.Balance.Dynamic, Sync = false };
            return Run(start, terms, journal, watcher, cancellationToken, output);
        });
    }

    /// <summary>
    /// Repairs a damaged copy of the file: only pieces whose hash is wrong are fetched. The hashes are those of
    /// <see cref="DownloadOptions.Pieces"/>, or of the Metalink that a source tells of. It is done on a copy beside the
    /// file, which takes its place when all is proven; the same call continues one that was interrupted.
    /// </summary>
    /// <param name="file">Exists.</param>
    public Task<DownloadResult> RepairAsync(
        IReadOnlyList<SourceAddress> sources,
        string file,
        IDownloadWatcher? watcher = null,
        CancellationToken cancellationToken = default
    )
    {
        var start = Begin(sources, file);
        return OnItsThread(() => Repair(start, watcher, cancellationToken));
    }

    private DownloadResult Repair(Beginning start, IDownloadWatcher? watcher, CancellationToken cancellationToken)
    {
        if (start.Placement.Check() is { } misplaced)
            return Outside(start, misplaced);
        if (start.Placement.OpenJournal(out var fault) is not { } journal)
            return Outside(start, fault);
        using (journal)
        {
            // Only of a copy that was made now is it known that what it lacks nothing of is the file as it is: a part that
            // an earlier process has left may hold pieces that it had mended already.
            var isCopy = journal.Content is null && !File.Exists(start.Placement.Part);
            if (isCopy && start.Placement.CopyToPart() is { } full)
            {
                journal.Delete();
                return Outside(start, full);
            }
            var terms = options with { IsRepair = true, Overwrite = true };
            return Run(start, terms, journal, watcher, cancellationToken, isCopy: isCopy);
        }
    }

    private static Task<DownloadResult> OnItsThread(Func<DownloadResult> download) =>
        Task.Factory.StartNew(
            download,
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );

    /// <summary>What is taken from the caller while he waits: his list, and the folder that his path is relative to.</summary>
    /// <param name="target">Null for the name that the first source gives, which nothing is written to.</param>
    private Beginning Begin(IReadOnlyList<SourceAddress> sources, string? target)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count, nameof(sources));
        return new(
            RecordIds.NewId(_time),
            _time.GetUtcNow(),
            _time.GetTimestamp(),
            [.. sources],
            Placement.At(target ?? sources[0].FileName ?? "output")
        );
    }

    private DownloadResult Run(
        Beginning start,
        DownloadOptions terms,
        Journal journal,
        IDownloadWatcher? watcher,
        CancellationToken cancellationToken,
        Stream? output = null,
        Download? handle = null,
        bool isCopy = false
    )
    {
        using var session = new Session(
            start.Id,
            terms,
            start.Sources,
            start.Placement,
            journal,
            _time,
            mayGrow: handle is not null,
            output
        );
        handle?.Attach(session);
        Run(session, watcher, cancellationToken);
        var conclusion = session.Conclusion!;
        if (output is null)
            conclusion = Settlement.Of(conclusion, start.Placement, session, journal, terms, isCopy);
        var isReplaced = terms.IsRepair && conclusion is { End: DownloadEnd.Done, IsUntouched: false };
        var result = Finish(start, conclusion, session, watcher) with { IsReplaced = isReplaced };
        SendReceipts(session, result.Record, watcher);
        return result;
    }

    private void Run(Session session, IDownloadWatcher? watcher, CancellationToken cancellationToken)
    {
        // Before the first worker: a download that is called off already begins nothing.
        using var registration = cancellationToken.Register(session.Cancel);
        var reporter = new Reporter(session, watcher, options.ProgressInterval, _time);
        var threads = new List<Thread>();
        try
        {
            do
            {
                foreach (var slot in session.TakeNewSlots())
                    threads.Add(StartWorker(session, slot));
                session.Tick();
                reporter.Report();
            } while (!session.WaitForEnd(TickInterval));
        }
        finally
        {
            session.Cancel(); // Without effect, but when the watcher threw.
            var ended = _time.GetTimestamp();
            foreach (var thread in threads)
            {
                var left = JoinTimeout - _time.GetElapsedTime(ended);
                thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            session.FlushClaims();
            session.Stamp();
        }
    }

    private Thread StartWorker(Session session, Slot slot)
    {
        var thread = new Thread(
            () =>
            {
                using var worker = new SourceWorker(session, slot, session.RouteOf(slot), options, _time);
                try
                {
                    worker.Run();
                }
                catch (Exception bug)
                {
                    session.Crash(bug); // The edge of a thread: unhandled, it would take the process with it.
                }
            },
            WorkerStack
        )
        {
            IsBackground = true,
            Name = $"weir source {slot.Source}",
        };
        thread.Start();
        return thread;
    }

    private DownloadResult Finish(Beginning start, Conclusion conclusion, Session session, IDownloadWatcher? watcher)
    {
        var verified =
            conclusion.End != DownloadEnd.Done ? Verification.None
            : session.Attempt!.Expected is not null
                ? options.Checksum is { } checksum ? Content.Hashes.HashAlgorithms.AsVerification(checksum.Algorithm)
                    : Verification.Digest
            : session.Attempt!.Book is not null ? Verification.Pieces
            : session.Attempt!.Class.Facts.Size is null ? Verification.None
            : Verification.Size;
        new Reporter(session, watcher, options.ProgressInterval, _time).ReportLast();
        var began = start.At + _time.GetElapsedTime(start.Timestamp, session.Started);
        var record = session.ToRecord(verified, OutcomeOf(conclusion.End), conclusion.Error, began);
        return new DownloadResult(record, conclusion.End, conclusion.Storage)
        {
            Explanation = options.Explain ? session.Explain(record) : [],
            DamagedPieces = session.Attempt?.Damaged ?? 0,
        };
    }

    private void SendReceipts(Session session, TransferRecord record, IDownloadWatcher? watcher)
    {
        foreach (var target in session.Receipts)
        {
            if (Receipt.Send(target, record, options.Trust, _time) is { } reason)
                watcher?.OnNotice($"{target.Source.HostField} did not get the receipt: {reason}");
        }
    }

    /// <summary>A result for a download that needed no source: it is there already, or cannot be put where it should go.</summary>
    private DownloadResult Outside(Beginning start, StorageFault? fault)
    {
        var length = fault is null ? new FileInfo(start.Placement.Target).Length : 0;
        var verified =
            fault is not null ? Verification.None
            : options.Checksum is { } checksum ? Content.Hashes.HashAlgorithms.AsVerification(checksum.Algorithm)
            : options.Pieces is not null ? Verification.Pieces
            : Verification.Size;
        var record = new TransferRecord
        {
            Id = start.Id,
            StartedAt = start.At,
            Agent = options.Agent,
            Target = options.Target ?? start.Sources[0].PublicUrl,
            Client = options.Client,
            File = Path.GetFileName(start.Placement.Target),
            Size = fault is null ? length : null,
            Bytes = length,
            ResumedBytes = length,
            Duration = _time.GetElapsedTime(start.Timestamp),
            Verified = verified,
            Sha256 = verified == Verification.Sha256 ? options.Checksum!.Hex : null,
            Outcome = fault is null ? TransferOutcome.Ok : TransferOutcome.Failed,
            Error = fault?.Reason,
            Sources = [.. start.Sources.Select(s => new SourceRecord { Url = s.Url, State = SourceState.Idle })],
        };
        return new DownloadResult(record, fault is null ? DownloadEnd.Done : DownloadEnd.Storage, fault);
    }

    private static TransferOutcome OutcomeOf(DownloadEnd end) =>
        end switch
        {
            DownloadEnd.Done => TransferOutcome.Ok,
            DownloadEnd.Corrupt => TransferOutcome.Corrupt,
            DownloadEnd.Cancelled => TransferOutcome.Cancelled,
            _ => TransferOutcome.Failed,
        };

    private sealed record Beginning(
        string Id,
        DateTimeOffset At,
        long Timestamp,
        IReadOnlyList<SourceAddress> Sources,
        Placement Placement
    );
}
