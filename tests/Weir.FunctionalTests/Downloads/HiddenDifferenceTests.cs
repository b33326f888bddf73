using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>A source whose file differs in so few bytes that only the hash of the whole file tells.</summary>
public sealed class HiddenDifferenceTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(1, Balance.Dynamic)]
    [InlineData(4, Balance.Dynamic)]
    [InlineData(4, Balance.Equal)]
    public async Task Guilty_source_is_found_and_what_it_brought_is_fetched_from_the_others(int good, Balance balance)
    {
        var guilty = _scene.Add(new Misbehaviour { Content = Altered() });
        _scene.Add(good);
        _scene.Change(o => o with { Checksum = _scene.Checksum, Balance = balance });

        var record = await _scene.DownloadRightAsync();

        // It may have had no time to bring anything wrong.
        if (_scene.Of(record, guilty).Bytes > 3 * 1024)
            Assert.Equal(SourceState.Rejected, _scene.Of(record, guilty).State);
        Assert.All(
            _scene.Origins.Where(o => o != guilty),
            o => Assert.NotEqual(SourceState.Rejected, _scene.Of(record, o).State)
        );
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Over_one_connection_the_right_file_comes_from_an_honest_source_too(int good, bool isDeclaring)
    {
        _scene.Add(new Misbehaviour { FlipByteAt = Bytes / 3, DeclaresBody = isDeclaring });
        for (var i = 0; i < good; i++)
            _scene.Add(new Misbehaviour { DeclaresBody = isDeclaring });
        _scene.Change(o => o with { Checksum = _scene.Checksum, Connections = 1 });

        await _scene.DownloadRightAsync();
    }

    [Theory]
    [MemberData(nameof(PairsOfFive))]
    public async Task Two_liars_of_five_are_both_found_and_the_file_is_right(int one, int two)
    {
        for (var i = 0; i < 5; i++)
        {
            var origin = _scene.Add(
                i == one ? new Misbehaviour { Content = Altered(8 << 10) }
                : i == two ? new Misbehaviour { Content = Altered(12 << 10) }
                : Misbehaviour.None
            );
            origin.BytesPerSecond = 8_000_000; // So that all bring some of it.
        }
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var record = await _scene.DownloadRightAsync();

        foreach (var origin in _scene.Origins)
        {
            var (source, isLiar) = (
                _scene.Of(record, origin),
                origin == _scene.Origins[one] || origin == _scene.Origins[two]
            );
            // Who brought nothing beyond the samples could do no harm.
            if (!isLiar || source.Bytes > 256 << 10)
                Assert.True(isLiar == (source.State == SourceState.Rejected), Scene.Describe(record));
        }
    }

    public static TheoryData<int, int> PairsOfFive()
    {
        var pairs = new TheoryData<int, int>();
        for (var one = 0; one < 5; one++)
        for (var two = one + 1; two < 5; two++)
            pairs.Add(one, two);
        return pairs;
    }

    [Fact]
    public async Task Wrong_checksum_ends_as_corrupt_after_every_source_was_suspected_once()
    {
        _scene.Add(good: 3);
        _scene.Change(o => o with { Checksum = Checksum.Parse($"sha256:{_scene.Lie.Sha256}") });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.InRange(record.Sources.Sum(s => s.Bytes), Bytes, 4 * Bytes);
    }

    [Fact]
    public async Task Suspicion_that_nobody_can_test_ends_as_corrupt()
    {
        var asked = 0;
        _scene.Add(new Misbehaviour { Content = Altered() });
        var other = _scene.Add(r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref asked) > 1
                ? new Misbehaviour { Status = 404 }
                : Misbehaviour.None
        );
        other.BytesPerSecond = 1_000_000;
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var result = await _scene.DownloadAsync();

        Assert.True(
            result.End is DownloadEnd.Corrupt or DownloadEnd.Unavailable,
            $"{result.End}: {result.Record.Error}"
        );
        Assert.False(File.Exists(_scene.Target));
    }

    /// <summary>One bit in each 16 KiB, but not where sources are compared at first.</summary>
    private ReadOnlyMemory<byte> Altered(int first = 8 << 10)
    {
        var bytes = _scene.File.Bytes.ToArray();
        for (var i = first; i < bytes.Length - 1024; i += 16 << 10)
            if (Weir.Downloads.Fetching.Samples.Of(bytes.Length).All(s => !s.Contains(i)))
                bytes[i] ^= 1;
        return bytes;
    }
}
