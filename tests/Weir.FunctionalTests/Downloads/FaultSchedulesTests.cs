using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>
/// Faults at random from one to five sources: a download ends right or with a clear failure, never wrong; and right as
/// soon as one source is without fault.
/// </summary>
public sealed class FaultSchedulesTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Whatever_sources_do_the_file_is_right_or_the_failure_clear(int seed)
    {
        var random = new Random(seed);
        await using var scene = new Scene(random.Next(4) == 0 ? random.Next(5000) : random.Next(3 << 20));
        var sources = random.Next(1, 6);
        var isOneFaultless = random.Next(2) == 0;
        // Without a checksum nothing tells a liar of the same size but samples, so there is none.
        var hasChecksum = random.Next(3) > 0;
        for (var i = 0; i < sources; i++)
            new FaultSchedule(scene, random.Next(), isFaultless: isOneFaultless && i == 0).Join(mayLie: hasChecksum);
        scene.Change(o =>
            o with
            {
                Checksum = hasChecksum ? scene.Checksum : null,
                Balance = random.Next(4) == 0 ? Balance.Equal : Balance.Dynamic,
                Connections = random.Next(3) == 0 ? random.Next(1, 8) : null,
                ResponseTimeout = TimeSpan.FromMilliseconds(300),
                StallTimeout = TimeSpan.FromMilliseconds(150),
                Planning = o.Planning with { DeadAfter = TimeSpan.FromMilliseconds(500) },
            }
        );

        // One in three is interrupted and called again.
        using var stop = new CancellationTokenSource();
        if (random.Next(3) == 0)
            stop.CancelAfter(TimeSpan.FromMilliseconds(random.Next(200)));
        var result = await scene.DownloadUntilAsync(stop.Token);
        if (result.End == DownloadEnd.Cancelled)
            result = await scene.DownloadAsync();

        var isClear = hasChecksum
            ? result.End is DownloadEnd.Done or DownloadEnd.Unavailable or DownloadEnd.Corrupt
            : result.End is DownloadEnd.Done or DownloadEnd.Unavailable or DownloadEnd.Irreconcilable;
        Assert.True(isClear, $"seed {seed}: {result.End}, {Scene.Describe(result.Record)}");
        if (result.End == DownloadEnd.Done)
            scene.HoldRight(result.Record);
        else if (isOneFaultless && hasChecksum)
            Assert.Fail(
                $"seed {seed}: {result.End} although a source was without fault, {Scene.Describe(result.Record)}"
            );
        else
            Assert.False(string.IsNullOrWhiteSpace(result.Record.Error), $"seed {seed}");
    }

    /// <summary>What one source does with each request, by a seed of its own.</summary>
    private sealed class FaultSchedule(Scene scene, int seed, bool isFaultless)
    {
        private readonly Lock _lock = new(); // guards _random
        private readonly Random _random = new(seed);
        private readonly double _trouble = isFaultless ? 0 : new Random(seed + 1).NextDouble() * 0.6;

        public void Join(bool mayLie)
        {
            var isLiar = mayLie && !isFaultless && _random.Next(8) == 0;
            var hasNoRanges = _random.Next(8) == 0;
            var origin = scene.Add(file: isLiar ? scene.Lie : null);
            origin.Behave = _ =>
            {
                lock (_lock)
                {
                    var fault = _random.NextDouble() < _trouble ? Fault() : Misbehaviour.None;
                    return hasNoRanges ? fault with { IgnoreRange = true } : fault;
                }
            };
            if (_random.Next(2) == 0)
                origin.BytesPerSecond = _random.Next(2_000_000, 20_000_000);
        }

        private Misbehaviour Fault() =>
            _random.Next(20) switch
            {
                0 => new() { ResetAfter = Place() },
                1 => new() { CloseAfter = Place() },
                2 => new() { StallAfter = Place(), StallFor = TimeSpan.FromMilliseconds(_random.Next(400)) },
                3 => new() { StallAfter = Place() },
                4 => Misbehaviour.NoAnswer,
                5 => Misbehaviour.WholeFile,
                6 => new() { ContentRangeShift = _random.Next(-5, 5) },
                7 => new() { ContentRangeTotal = _random.Next(-1, 1 << 20) },
                8 => new() { NoContentRange = true },
                9 => new() { ShortenTo = 1 + Place() },
                10 => new() { ExtraBytes = _random.Next(1, 100_000) },
                11 => new() { Chunked = true },
                12 => new() { Chunked = true, CloseAfter = Place() },
                13 => new() { TwoContentLengths = true },
                14 => new() { Garbage = Noise() },
                15 => new() { Gzip = true },
                16 => new() { Status = _random.Next(3) == 0 ? 404 : 503 },
                17 => new() { ETag = $"\"{_random.Next(3)}\"" },
                18 => new() { NoKeepAlive = true },
                _ => new() { Interim = [103, 102], InterimPause = TimeSpan.FromMilliseconds(_random.Next(30)) },
            };

        private long Place() => (long)(Math.Pow(_random.NextDouble(), 3) * scene.File.Size);

        private byte[] Noise()
        {
            var noise = new byte[_random.Next(2000)];
            _random.NextBytes(noise);
            return noise;
        }
    }
}
