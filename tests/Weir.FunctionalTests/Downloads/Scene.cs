using System.Collections.Concurrent;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;
using Weir.Downloads.Adapting;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Politeness;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>
/// A file, origins that have it, a folder to download it to, and a downloader whose time-outs fit a test. Every
/// download is held to what must be true of all: it ends, its sums are right, and only the right bytes get the name.
/// </summary>
internal sealed class Scene(int size = 4 << 20) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly List<MisbehavingOrigin> _origins = [];
    private readonly TemporaryFolder _folder = new();

    public TestContent File { get; } = new(size);

    /// <summary>As long as <see cref="File"/>, and nowhere the same.</summary>
    public TestContent Lie { get; } = new(size, seed: 666);

    public IReadOnlyList<MisbehavingOrigin> Origins => _origins;

    /// <summary>URLs that are asked besides those of the origins.</summary>
    public List<string> FurtherUrls { get; } = [];

    public TemporaryFolder Folder => _folder;

    /// <summary>The folder of the target; null for <see cref="Folder"/>.</summary>
    public string? Place { get; set; }

    public string Target => Path.Combine(Place ?? _folder.Path, "file.bin");

    public string Part => Target + ".weir-part";

    public string Journal => Target + ".weir-journal";

    public Watcher Seen { get; } = new();

    public Checksum Checksum => Checksum.Parse($"sha256:{File.Sha256}");

    public DownloadOptions Options { get; set; } =
        new()
        {
            GiveUp = TimeSpan.FromMilliseconds(300),
            Mirrors = true,
            ResponseTimeout = TimeSpan.FromSeconds(2),
            StallTimeout = TimeSpan.FromMilliseconds(300),
            ProgressInterval = TimeSpan.FromMilliseconds(50),
            Objections = TimeSpan.FromSeconds(1),
            Patience = new RosterOptions
            {
                FirstPause = TimeSpan.FromMilliseconds(10),
                WaitingPause = TimeSpan.FromMilliseconds(20),
                GivenUpPause = TimeSpan.FromMilliseconds(50),
                MostPatience = TimeSpan.FromMilliseconds(200),
            },
            Planning = new PlannerOptions
            {
                MinimumRange = 256 << 10,
                MinimumSplit = 64 << 10,
                DeadAfter = TimeSpan.FromSeconds(3),
            },
            // One connection to each source, unless a test says otherwise.
            Adaptive = new AdaptiveOptions { MostPerSource = 1 },
            // Ports come again in other tests, and what was learned of them must not.
            Hosts = new HostRegistry(new HostOptions(), TimeProvider.System),
        };

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public MisbehavingOrigin Add(Misbehaviour always) => Add(_ => always);

    public MisbehavingOrigin Add(Func<TestRequest, Misbehaviour>? behave = null, TestContent? file = null)
    {
        var origin = new MisbehavingOrigin((file ?? File).Bytes, behave) { ETag = $"\"{_origins.Count}\"" };
        _origins.Add(origin);
        return origin;
    }

    public void Add(int good)
    {
        for (var i = 0; i < good; i++)
            Add();
    }

    /// <summary>A port on which nobody listens.</summary>
    public static async Task<string> DeadUrlAsync()
    {
        await using var origin = new MisbehavingOrigin(default);
        return origin.Url();
    }

    public void Change(Func<DownloadOptions, DownloadOptions> options) => Options = options(Options);

    public Task<DownloadResult> DownloadAsync() => DownloadUntilAsync(CancellationToken.None);

    /// <summary>A piece in the tests is so long.</summary>
    public const int PieceSize = 128 << 10;

    public PieceHashes Pieces
    {
        get
        {
            using var hasher = new PieceHasher(new PieceMap(File.Size, PieceSize));
            hasher.Append(File.Bytes.Span);
            return hasher.Finish();
        }
    }

    /// <summary>The Metalink of the file.</summary>
    public byte[] Metalink(params string[] urls) =>
        new MetalinkDocument([
            new MetalinkFile("file.bin")
            {
                Size = File.Size,
                Hashes = [Checksum],
                Pieces = Pieces,
                Urls = [.. urls.Select(u => new MetalinkUrl(u))],
            },
        ]).ToUtf8();

    /// <summary>Passes the file on to <paramref name="output"/>.</summary>
    public async Task<DownloadResult> StreamAsync(Stream output)
    {
        using var end = new CancellationTokenSource(Limit, TimeProvider.System);
        var sources = _origins.Select(o => Address(o.Url())).ToArray();
        var result = await Task.Run(() => new Downloader(Options).StreamAsync(sources, output, Seen, end.Token), Ct);
        Assert.False(end.IsCancellationRequested, $"It did not end by itself: {Describe(result.Record)}");
        HoldSums(result.Record);
        Assert.Empty(_folder.Names());
        return result;
    }

    /// <summary>Repairs the target.</summary>
    public async Task<DownloadResult> RepairAsync(CancellationToken cancellation = default)
    {
        var sources = _origins.Select(o => Address(o.Url())).ToArray();
        var result = await Task.Run(() => new Downloader(Options).RepairAsync(sources, Target, Seen, cancellation), Ct);
        HoldSums(result.Record);
        return result;
    }

    public async Task<DownloadResult> DownloadUntilAsync(CancellationToken cancellation)
    {
        var urls = _origins.Select(o => o.Url()).Concat(FurtherUrls);
        var before = System.IO.File.Exists(Target) ? await System.IO.File.ReadAllBytesAsync(Target, Ct) : null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var download = Task.Run(
            () => new Downloader(Options).DownloadAsync([.. urls.Select(Address)], Target, Seen, end.Token),
            Ct
        );
        if (await Task.WhenAny(download, Task.Delay(Limit, TimeProvider.System, Ct)) != download)
        {
            await end.CancelAsync();
            var stuck = await download;
            Assert.Fail($"It did not end by itself: {Describe(stuck.Record)}");
        }
        var result = await download;
        HoldSums(result.Record);
        if (result.End != DownloadEnd.Done)
            Assert.Equal(
                before,
                System.IO.File.Exists(Target) ? await System.IO.File.ReadAllBytesAsync(Target, Ct) : null
            );
        return result;
    }

    /// <summary>Downloads, and the file must be right and nothing else be left.</summary>
    public async Task<TransferRecord> DownloadRightAsync(TestContent? file = null)
    {
        var result = await DownloadAsync();
        Assert.True(result.End == DownloadEnd.Done, $"{result.End}: {Describe(result.Record)}");
        HoldRight(result.Record, file);
        return result.Record;
    }

    /// <summary>Downloads, which must fail in this way with a sentence that says why, and leave nothing.</summary>
    public async Task<TransferRecord> DownloadWrongAsync(DownloadEnd end)
    {
        var result = await DownloadAsync();
        Assert.True(result.End == end, $"{result.End} instead of {end}: {Describe(result.Record)}");
        Assert.False(string.IsNullOrWhiteSpace(result.Record.Error));
        return result.Record;
    }

    /// <summary>Starts the download, ends it when the origins have sent so much, and keeps what it leaves.</summary>
    public async Task<TransferRecord> InterruptAfterAsync(long bytes)
    {
        using var stop = new CancellationTokenSource();
        var download = DownloadUntilAsync(stop.Token);
        await Seen.WaitForAsync(p => p.Bytes >= bytes);
        await stop.CancelAsync();
        var result = await download;
        Assert.Equal(DownloadEnd.Cancelled, result.End);
        Assert.Equal(["file.bin.weir-journal", "file.bin.weir-part"], _folder.Names());
        return result.Record;
    }

    public void HoldRight(TransferRecord record, TestContent? file = null)
    {
        var expected = file ?? File;
        Assert.Equal(TransferOutcome.Ok, record.Outcome);
        Assert.Null(record.Error);
        Assert.Equal(expected.Size, record.Bytes);
        Assert.True(System.IO.File.ReadAllBytes(Target).AsSpan().SequenceEqual(expected.Bytes.Span), "wrong bytes");
        Assert.Equal(
            ["file.bin"],
            Directory.EnumerateFileSystemEntries(Place ?? _folder.Path).Select(Path.GetFileName)
        );
    }

    public static void HoldSums(TransferRecord record)
    {
        Assert.Equal(record.Sources.Sum(s => s.Bytes), record.Bytes - record.ResumedBytes + record.WastedBytes);
        Assert.True(record.WastedBytes >= 0, $"{record.WastedBytes} wasted");
        Assert.True(record.ResumedBytes >= 0 && record.ResumedBytes <= record.Bytes);
        foreach (var source in record.Sources)
        {
            Assert.True(
                source.State is not (SourceState.Failed or SourceState.Rejected)
                    || !string.IsNullOrWhiteSpace(source.Reason),
                $"{source.Url} is {source.State} without a reason"
            );
        }
    }

    public SourceRecord Of(TransferRecord record, MisbehavingOrigin origin) =>
        record.Sources.Single(s => s.Url == origin.Url());

    /// <summary>All that a failure's message should tell.</summary>
    public static string Describe(TransferRecord record) =>
        $"{record.Outcome} {record.Bytes} of {record.Size} bytes, {record.Error}; "
        + string.Join("; ", record.Sources.Select(s => $"{s.Url} {s.State} {s.Bytes} bytes, {s.Reason}"));

    /// <summary>A request for part of the file's bytes, not one that only asks what a source has.</summary>
    public bool IsSegment(TestRequest request) => request.RangeIn(File.Size) is not { Length: <= 1024 };

    public async ValueTask DisposeAsync()
    {
        foreach (var origin in _origins)
            await origin.DisposeAsync();
        _folder.Dispose();
    }

    private static SourceAddress Address(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var address, out var mistake), mistake);
        return address;
    }

    /// <summary>Remembers what it is told, and lets a test wait for it.</summary>
    internal sealed class Watcher : IDownloadWatcher
    {
        private readonly Lock _lock = new(); // guards _changed
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<ProgressEvent> Progress { get; } = [];

        public ConcurrentQueue<SourceEvent> Changes { get; } = [];

        public ConcurrentQueue<string> Notices { get; } = [];

        public int Waits;

        public void OnProgress(ProgressEvent progress)
        {
            Progress.Enqueue(progress);
            Changed();
        }

        public void OnSource(SourceEvent change)
        {
            Changes.Enqueue(change);
            Changed();
        }

        public void OnWaiting(int available, int sources)
        {
            Interlocked.Increment(ref Waits);
            Changed();
        }

        public void OnNotice(string sentence)
        {
            Notices.Enqueue(sentence);
            Changed();
        }

        public bool Saw(string url, SourceState state) => Changes.Any(c => c.Url == url && c.State == state);

        public Task WaitForAsync(Func<ProgressEvent, bool> holds) => WaitUntilAsync(() => Progress.Any(holds));

        public async Task WaitUntilAsync(Func<bool> holds)
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                    changed = _changed.Task;
                if (holds())
                    return;
                await changed.WaitAsync(Limit, Ct);
            }
        }

        private void Changed()
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                changed = _changed;
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            changed.SetResult();
        }
    }
}
