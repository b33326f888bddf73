using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Origin.Files;

namespace Weir.Origin.Digests;

/// <summary>
/// Hashes files once per version, on threads of its own that let all others go first. A version is size, mtime, ctime,
/// inode and device: what was hashed is known to be of it, because these are looked at again afterwards. Any thread.
/// </summary>
internal sealed class DigestIndex : IDisposable
{
    private const int MostWaiting = 256; // each holds a descriptor
    private const int MostKnown = 2_048; // at most 33 kB each

    /// <summary>How long a file that could not be read is left alone.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A larger file, read once from start to end, would push out of the kernel's memory what others are being served from.
    /// </summary>
    private static readonly long MostCached = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;

    /// <summary>
    /// A write within the same tick of the kernel's clock as the one before leaves no trace in mtime; so nothing is
    /// hashed before the tick of its last write is surely over (10 ms at 100 Hz).
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(50);

    private readonly HashQueue _waiting = new(MostWaiting);
    private readonly ConcurrentDictionary<FileFacts, FileDigest> _known = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _never = new();
    private readonly DigestStore? _store;
    private readonly TimeProvider _time;
    private readonly List<Thread> _threads = [];
    private readonly int _wanted;
    private int _files;
    private long _bytes;
    private long _size;
    private long _done;

    public DigestIndex(DigestOptions options, TimeProvider time)
    {
        _time = time;
        _wanted = options.Threads;
        _store = options.CacheFolder is { } folder ? new DigestStore(folder) : null;
        Patience = options.Patience;
    }

    public TimeSpan Patience { get; }

    public DigestProgress Progress =>
        new(
            Volatile.Read(ref _files),
            Interlocked.Read(ref _bytes),
            Interlocked.Read(ref _size),
            Interlocked.Read(ref _done)
        );

    /// <summary>What is known of a version. It is not hashed before someone asks for it.</summary>
    public FileDigest Of(in FileFacts facts)
    {
        if (_known.TryGetValue(facts, out var known))
            return known;
        // Crude, but bounded; those who hold one go on with it, and what was hashed is on the disk.
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known.GetOrAdd(facts, static facts => new FileDigest(facts));
    }

    /// <summary>Has a version hashed, unless that is so already or too many are waiting. Does not wait; costs nothing when it is known.</summary>
    public void Ask(FileDigest digest, SafeFileHandle file)
    {
        if (!digest.TryAsk(_time))
            return;
        var own = LinuxFiles.Reopen(file);
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _size, digest.Facts.Size);
        if (!own.IsInvalid && _waiting.TryAdd(digest, own))
        {
            Start();
            return;
        }

        own.Dispose();
        Leave(digest, 0);
        digest.Unask();
    }

    public void Dispose()
    {
        _stop.Cancel();
        var waiting = _waiting.Close();
        Thread[] threads;
        lock (_threads)
            threads = [.. _threads];
        foreach (var thread in threads)
            thread.Join();
        foreach (var (digest, file) in waiting)
        {
            file.Dispose();
            digest.Fail(TimeSpan.MaxValue);
        }

        _never.Dispose();
        _stop.Dispose();
    }

    /// <summary>Threads are there from the first file on: an origin that is never asked has none.</summary>
    private void Start()
    {
        lock (_threads)
        {
            if (_threads.Count >= _wanted || _stop.IsCancellationRequested)
                return;
            // Where there are several, the last keeps small files from waiting behind large ones.
            var isSmallOnly = _threads.Count > 0 && _threads.Count == _wanted - 1;
            var thread = new Thread(() => Work(isSmallOnly)) { IsBackground = true, Name = "digests" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    private void Work(bool isSmallOnly)
    {
        LinuxFiles.YieldToOthers();
        while (_waiting.TryTake(isSmallOnly, out var next))
        {
            using var file = next.File;
            if (Hash(next.Digest, file) is { } hashes)
                next.Digest.Finish(hashes);
            else
                next.Digest.Fail(Now() + Rest);
        }
    }

    private FileHashes? Hash(FileDigest digest, SafeFileHandle file)
    {
        long hashed = 0;
        var trace = digest.Facts.Size > MostCached ? new CacheTrace(file) : null;
        try
        {
            Settle(digest.Facts);
            trace?.Begin();
            var hashes = _store?.Read(digest.Facts);
            if (hashes is null)
            {
                hashes = FileHasher.Hash(
                    file,
                    new PieceMap(digest.Facts.Size, PieceSizes.For(digest.Facts.Size)),
                    isParallel: false,
                    count =>
                    {
                        hashed += count;
                        trace?.Advance(count);
                        Interlocked.Add(ref _bytes, count);
                    },
                    _stop.Token
                );
                Interlocked.Increment(ref _done);
            }

            if (hashes is null || !LinuxFiles.TryGetFacts(file, out var now) || now.MayDifferFrom(digest.Facts))
                return null;
            if (hashed > 0)
                _store?.Write(digest.Facts, hashes);
            return hashes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            Leave(digest, hashed);
        }
    }

    private TimeSpan Now() => _time.GetElapsedTime(0, _time.GetTimestamp());

    private void Settle(in FileFacts facts)
    {
        var age = _time.GetUtcNow() - facts.LastModified;
        if (age >= TimeSpan.Zero && age < Settled)
            _never.Wait(Settled, _stop.Token);
    }

    private void Leave(FileDigest digest, long hashed)
    {
        Interlocked.Decrement(ref _files);
        Interlocked.Add(ref _size, -digest.Facts.Size);
        Interlocked.Add(ref _bytes, -hashed);
    }
}
