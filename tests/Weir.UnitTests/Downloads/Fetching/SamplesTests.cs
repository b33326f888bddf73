using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Fetching;

public class SamplesTests
{
    public static TheoryData<long> Sizes =>
        [1, 2, 1023, 1024, 1025, 3071, 3072, 3073, 3074, 4096, 1 << 20, (1 << 20) + 1, 5L << 32, long.MaxValue];

    [Theory, MemberData(nameof(Sizes))]
    public void Samples_lie_within_the_file_and_cover_its_start_and_its_end(long size)
    {
        var samples = Samples.Of(size);

        Assert.All(samples, s => Assert.True(s.From >= 0 && s.To <= size && !s.IsEmpty));
        Assert.Equal(0, samples[0].From);
        Assert.Equal(size, samples[^1].To);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Samples_do_not_overlap_and_come_in_order(long size)
    {
        var samples = Samples.Of(size);

        for (var i = 1; i < samples.Count; i++)
            Assert.True(samples[i - 1].To <= samples[i].From);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Samples_follow_from_the_size_alone_and_are_few(long size)
    {
        Assert.Equal(Samples.Of(size), Samples.Of(size));
        Assert.InRange(Samples.Of(size).Sum(s => s.Length), 1, 3072);
    }

    [Fact]
    public void Empty_file_has_no_samples() => Assert.Empty(Samples.Of(0));

    [Fact]
    public void Place_in_between_depends_on_the_size()
    {
        var places = Enumerable.Range(0, 50).Select(i => Samples.Of((1L << 30) + i)[1].From).Distinct();

        Assert.Equal(50, places.Count());
    }

    [Fact]
    public void First_sample_is_the_same_for_every_size_beyond_three_samples() =>
        Assert.Equal(new Extent(0, 1024), Samples.Of(3073)[0]);

    [Fact]
    public void Digest_tells_contents_apart()
    {
        Assert.Equal(Samples.Digest([1, 2, 3]), Samples.Digest([1, 2, 3]));
        Assert.NotEqual(Samples.Digest([1, 2, 3]), Samples.Digest([1, 2, 4]));
    }
}
