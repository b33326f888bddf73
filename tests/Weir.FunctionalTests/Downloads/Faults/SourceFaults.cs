using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads.Faults;

/// <summary>What one source does with each request, by a seed of its own.</summary>
internal sealed class SourceFaults(long size, int seed)
{
    private readonly Lock _lock = new(); // guards _random
    private readonly Random _random = new(seed);
    private readonly double _trouble = new Random(seed + 1).NextDouble() * 0.6;

    /// <summary>Some bytes that it sends are wrong.</summary>
    public bool IsFlipping { get; init; }

    public bool HasNoRanges { get; init; }

    public Misbehaviour Next(TestRequest request)
    {
        lock (_lock)
        {
            var fault = _random.NextDouble() < _trouble ? Fault() : Misbehaviour.None;
            if (IsFlipping && _random.Next(4) == 0)
                fault = fault with { FlipByteAt = _random.NextInt64(size + 1) };
            return HasNoRanges ? fault with { IgnoreRange = true } : fault;
        }
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

    private long Place() => (long)(Math.Pow(_random.NextDouble(), 3) * size);

    private byte[] Noise()
    {
        var noise = new byte[_random.Next(2000)];
        _random.NextBytes(noise);
        return noise;
    }
}
