using Weir.Http.Server;
using Weir.Proxy.Caching.Storage;

namespace Weir.UnitTests.Proxy.Caching.Storage;

public sealed class GrowingBodyTests : IDisposable
{
    private const long Limit = 1024 * 1024;
    private readonly MemoryBudget _budget = new(Limit);

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void Readers_see_what_is_there_and_are_woken_for_the_rest()
    {
        var body = Kept();
        Assert.True(body.TryOpen(out var reader));
        var woken = 0;
        reader.Attach(() => woken++);

        Assert.Equal((BodyStep.Wait, 0), reader.Read());
        body.Write(10);
        body.Write(10);
        Assert.Equal(1, woken);
        Assert.Equal((BodyStep.Wait, 20), reader.Read());
        body.Write(5);
        body.Complete();
        Assert.Equal((BodyStep.End, 5), reader.Read(from: 20));
    }

    [Fact]
    public void A_late_reader_reads_all_of_it()
    {
        var body = Kept();
        body.Write(200_000);
        Assert.True(body.TryOpen(out var reader));
        body.Complete();

        Assert.Null(reader.Length);
        Assert.Equal((BodyStep.End, 200_000), reader.Read());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65_535, 2)]
    [InlineData(150_000, 50_000)]
    [InlineData(199_999, 1)]
    public void A_range_is_read_as_soon_as_it_is_there(int from, int count)
    {
        var body = Kept(declared: 200_000);
        Assert.True(body.TryOpen(out var reader));
        reader.Narrow(from, count);
        Assert.Equal(count, reader.Length);
        body.Write(from);
        Assert.Equal((BodyStep.Wait, 0), reader.Read(from));
        body.Write(200_000 - from);

        Assert.Equal((BodyStep.End, count), reader.Read(from));
    }

    [Fact]
    public void A_body_that_fails_is_no_end()
    {
        var body = Kept();
        Assert.True(body.TryOpen(out var reader));
        body.Write(10);
        body.Fail();

        Assert.Equal((BodyStep.Failed, 10), reader.Read());
        Assert.False(body.TryOpen(out _));
    }

    [Fact]
    public void Memory_goes_back_when_the_last_holder_lets_go()
    {
        var body = Kept();
        Assert.True(body.TryOpen(out var reader));
        body.Write(100_000);
        body.Complete();
        Assert.True(_budget.Used >= 100_000);
        reader.Dispose();
        reader.Dispose();

        Assert.Equal(0, _budget.Used);
        Assert.False(body.TryHold());
    }

    [Fact]
    public void A_passing_body_holds_a_window_of_what_its_slowest_reader_has_not_sent()
    {
        var body = new GrowingBody(_budget, declared: null, isKept: false, Limit);
        Assert.True(body.TryOpen(out var reader));
        var total = 0L;
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(BodyRoom.Ready, body.Write(50_000));
            Assert.Equal((BodyStep.Wait, 50_000), reader.Read(total));
            total += 50_000;
            Assert.InRange(_budget.Used, 0, GrowingBody.Window);
        }

        Assert.False(body.TryOpen(out _));
        body.Complete();
        Assert.Equal((BodyStep.End, 0), reader.Read(total));
        reader.Dispose();
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void A_passing_body_without_readers_is_unwanted()
    {
        var body = new GrowingBody(_budget, declared: null, isKept: false, Limit);
        Assert.True(body.TryOpen(out var reader));
        body.Write(10);
        reader.Dispose();

        Assert.Equal(BodyRoom.Unwanted, body.Room(out _));
    }

    [Fact]
    public void A_kept_body_goes_on_without_readers()
    {
        var body = Kept();
        Assert.True(body.TryOpen(out var reader));
        reader.Dispose();

        Assert.Equal(BodyRoom.Ready, body.Write(100_000));
    }

    [Fact]
    public void A_kept_body_says_when_it_is_too_large_or_the_memory_is_spent()
    {
        var large = new GrowingBody(_budget, declared: null, isKept: true, largest: 100_000);
        Assert.Equal(BodyRoom.TooLarge, large.Write(200_000));
        Assert.Equal(BodyRoom.NoMemory, Kept().Write((int)Limit));
        Assert.InRange(_budget.Used, 0, Limit);
    }

    [Fact]
    public void A_body_that_no_longer_fits_passes_through_for_who_reads_it_already()
    {
        var body = new GrowingBody(_budget, declared: null, isKept: true, largest: 100_000);
        Assert.True(body.TryOpen(out var fast));
        Assert.True(body.TryOpen(out var slow));
        var written = 0;
        while (body.Write(1) == BodyRoom.Ready)
            written++;
        fast.Read();
        body.PassThrough();
        slow.Read(most: 80_000);
        Assert.Equal(BodyRoom.Ready, body.Write(50_000));
        body.Complete();

        Assert.Equal((BodyStep.End, 50_000), fast.Read(written));
        Assert.Equal((BodyStep.End, written + 50_000 - 80_000), slow.Read(80_000));
        fast.Dispose();
        slow.Dispose();
        Assert.Equal(0, _budget.Used);
    }

    private GrowingBody Kept(long? declared = null) => new(_budget, declared, isKept: true, Limit);
}
