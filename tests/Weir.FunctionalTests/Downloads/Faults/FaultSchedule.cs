using System.Net.Sockets;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Downloads.Faults;

/// <summary>
/// One download by a seed: its file, one to five sources with their faults, what is known of the file, and what befalls
/// the downloading process: it is interrupted, killed, loses the end of its journal, its disk is full for a while, its
/// sources are restarted. After each run what it left is looked at, and it is run again.
/// </summary>
internal sealed class FaultSchedule(int seed)
{
    private const int MostRuns = 4;

    private readonly Random _random = new(seed);
    private Scene _scene = null!;
    private bool _hasChecksum;
    private bool _hasPieces;
    private bool _isOneFaultless;
    private bool _isLied;

    public async Task RunAsync()
    {
        await using var scene = new Scene(_random.Next(4) == 0 ? _random.Next(5000) : _random.Next(3 << 20));
        _scene = scene;
        _isOneFaultless = _random.Next(2) == 0;
        // Without a hash nothing tells a liar of the same size but samples, so there is none.
        _hasChecksum = _random.Next(3) > 0;
        _hasPieces = scene.File.Size > 0 && _random.Next(4) == 0;
        var sources = _random.Next(1, 6);
        for (var i = 0; i < sources; i++)
            AddSource(isFaultless: _isOneFaultless && i == 0);
        scene.Change(Options);

        await using var disk = _random.Next(12) == 0 ? await MountedFolder.MountAsync($"size={3 << 20}") : null;
        if (disk is not null)
            scene.Place = disk.Path;
        using var end = new CancellationTokenSource();
        var restarts = _random.Next(4) == 0 ? RestartAsync(_random.Next(), end.Token) : Task.CompletedTask;
        try
        {
            HoldEnd(await RunUntilItEndsAsync(disk));
        }
        finally
        {
            await end.CancelAsync();
            await restarts;
        }
    }

    private void AddSource(bool isFaultless)
    {
        var mayLie = !isFaultless && (_hasChecksum || _hasPieces);
        var isLiar = mayLie && _random.Next(8) == 0;
        var isFlipping = mayLie && _hasPieces && _random.Next(4) == 0;
        var hasNoRanges = _random.Next(8) == 0;
        _isLied |= isLiar || isFlipping;
        var faults = new SourceFaults(_scene.File.Size, _random.Next())
        {
            IsFlipping = isFlipping,
            HasNoRanges = hasNoRanges,
        };
        var origin = _scene.Add(
            isFaultless ? _ => new() { IgnoreRange = hasNoRanges } : faults.Next,
            isLiar ? _scene.Lie : null
        );
        if (_random.Next(2) == 0)
            origin.BytesPerSecond = _random.Next(2_000_000, 20_000_000);
    }

    private DownloadOptions Options(DownloadOptions options) =>
        options with
        {
            Checksum = _hasChecksum ? _scene.Checksum : null,
            Pieces = _hasPieces ? _scene.Pieces : null,
            Size = _hasPieces ? _scene.File.Size : null,
            Balance = _random.Next(4) == 0 ? Balance.Equal : Balance.Dynamic,
            Connections = _random.Next(3) == 0 ? _random.Next(1, 8) : null,
            // Whoever has no fault is found, however late; on a busy machine it may look as if it had some.
            Wait = _isOneFaultless ? TimeSpan.FromSeconds(20) : TimeSpan.Zero,
            GiveUp = _isOneFaultless ? TimeSpan.FromSeconds(20) : options.GiveUp,
            ResponseTimeout = TimeSpan.FromMilliseconds(300),
            StallTimeout = TimeSpan.FromMilliseconds(150),
            DiskWait = _random.Next(2) == 0 ? TimeSpan.FromSeconds(20) : TimeSpan.Zero,
            Planning = options.Planning with { DeadAfter = TimeSpan.FromMilliseconds(500) },
        };

    private async Task<DownloadResult> RunUntilItEndsAsync(MountedFolder? disk)
    {
        for (var run = 1; ; run++)
        {
            var isLast = run == MostRuns;
            using var stop = new CancellationTokenSource();
            var crash = !isLast && _random.Next(3) == 0 ? CrashAsync(stop, _random.Next()) : Task.FromResult(false);
            var full = disk is not null && !isLast ? FillAsync(disk, _random.Next()) : Task.CompletedTask;
            var result = await _scene.DownloadUntilAsync(stop.Token);
            await full;
            var isKilled = await crash;
            HoldLeft(result);
            if (result.End == DownloadEnd.Cancelled && isKilled)
                await RestoreAsync();
            if (result.End is not (DownloadEnd.Cancelled or DownloadEnd.Storage) || isLast)
                return result;
            if (_random.Next(4) == 0)
                TearJournal();
        }
    }

    /// <summary>Ends the process at some moment: in order, or as a kill does, with what was on the disk a little before.</summary>
    private async Task<bool> CrashAsync(CancellationTokenSource stop, int crashSeed)
    {
        var random = new Random(crashSeed);
        await Pause(random.Next(200));
        var isKill = random.Next(2) == 0 && TrySnapshot();
        await Pause(random.Next(20));
        await stop.CancelAsync();
        return isKill;
    }

    private byte[] _journal = [];
    private byte[] _part = [];

    /// <summary>First the journal: what it claims by then is in the part file.</summary>
    private bool TrySnapshot()
    {
        try
        {
            _journal = ReadShared(_scene.Journal);
            _part = ReadShared(_scene.Part);
            return true;
        }
        catch (IOException)
        {
            return false; // It has not begun, or is through.
        }
    }

    private async Task RestoreAsync()
    {
        await File.WriteAllBytesAsync(_scene.Journal, _journal, Scene.Ct);
        await File.WriteAllBytesAsync(_scene.Part, _part, Scene.Ct);
        HoldClaims(_journal);
    }

    private static byte[] ReadShared(string path)
    {
        // A lock that only binds those who ask for it: cat does not.
        var result = new MemoryStream();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.CopyTo(result);
        return result.ToArray();
    }

    private void TearJournal()
    {
        if (!File.Exists(_scene.Journal))
            return;
        using var journal = File.OpenHandle(_scene.Journal, access: FileAccess.ReadWrite);
        RandomAccess.SetLength(journal, _random.NextInt64(RandomAccess.GetLength(journal) + 1));
    }

    /// <summary>The disk is full for a while.</summary>
    private static async Task FillAsync(MountedFolder disk, int fillSeed)
    {
        var random = new Random(fillSeed);
        await Pause(random.Next(150));
        disk.Fill("ballast");
        await Pause(random.Next(300));
        File.Delete(disk["ballast"]);
    }

    private async Task RestartAsync(int restartSeed, CancellationToken end)
    {
        var random = new Random(restartSeed);
        while (!end.IsCancellationRequested)
        {
            await Pause(random.Next(20, 200));
            var which = random.Next(_isOneFaultless ? 1 : 0, _scene.Origins.Count + 1);
            if (which >= _scene.Origins.Count)
                continue;
            await _scene.Origins[which].StopAsync();
            await Pause(random.Next(100));
            try
            {
                _scene.Origins[which].Start();
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return; // Somebody else got its port: this one does not come back.
            }
        }
    }

    /// <summary>What lies beside the target is a journal that can be read, and its claims are true.</summary>
    private void HoldLeft(DownloadResult result)
    {
        if (result.End == DownloadEnd.Done || !File.Exists(_scene.Journal))
            return;
        HoldClaims(File.ReadAllBytes(_scene.Journal));
    }

    private void HoldClaims(byte[] journal)
    {
        var content = JournalContent.Parse(journal, out _);
        if (content is null)
        {
            Assert.True(JournalContent.IsOurs(journal), "the journal is no journal");
            return;
        }
        // What nothing has proven yet may be a liar's.
        if (_isLied && (!_hasPieces || content.Header.Pieces is null))
            return;
        var part = File.ReadAllBytes(_scene.Part);
        foreach (var claim in content.Claims)
            Assert.True(
                part.AsSpan((int)claim.From, (int)claim.Length)
                    .SequenceEqual(_scene.File.Bytes.Span.Slice((int)claim.From, (int)claim.Length)),
                $"{claim} is claimed and wrong"
            );
    }

    private void HoldEnd(DownloadResult result)
    {
        var described = $"{result.End}, {Scene.Describe(result.Record)}";
        if (result.End == DownloadEnd.Done)
        {
            _scene.HoldRight(result.Record);
            return;
        }
        var isClear =
            _hasChecksum || _hasPieces
                ? result.End is DownloadEnd.Unavailable or DownloadEnd.Corrupt
                : result.End is DownloadEnd.Unavailable or DownloadEnd.Irreconcilable;
        Assert.True(isClear, described);
        Assert.False(
            _isOneFaultless && (_hasChecksum || _hasPieces),
            $"although a source was without fault: {described}"
        );
        Assert.False(string.IsNullOrWhiteSpace(result.Record.Error), described);
    }

    private static Task Pause(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
}
