using Weir.Proxy.Caching.Storage;

namespace Weir.UnitTests.Proxy.Caching.Storage;

/// <summary>How the maker of a body that passes through waits for its readers.</summary>
public sealed class PassingBodyTests : IDisposable
{
    private const int Window = GrowingBody.Window;
    private const int Block = BodyBlock.LargestSize;
    private readonly MemoryBudget _budget = new(16 * Window);
    private int _calls;

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void The_maker_is_called_once_when_its_reader_leaves_a_block_behind()
    {
        var (body, reader) = Ahead();

        Assert.True(body.TryAwaitReaders(Count));
        reader.Read(most: Block - 1);
        Assert.Equal((0, BodyRoom.Behind), (_calls, body.Room(out _)));
        reader.Read(Block - 1, most: 1);
        Assert.Equal((1, BodyRoom.Ready), (_calls, body.Room(out _)));
        reader.Read(Block);
        Assert.Equal(1, _calls);
        Assert.InRange(_budget.Used, 0, Window);
    }

    [Fact]
    public void The_slowest_reader_counts_until_it_leaves()
    {
        var body = Passing();
        Assert.True(body.TryOpen(out var slow));
        Assert.True(body.TryOpen(out var fast));
        body.Write(2 * Window);
        Assert.True(body.TryAwaitReaders(Count));

        fast.Read();
        Assert.Equal((0, BodyRoom.Behind), (_calls, body.Room(out _)));
        slow.Dispose();
        Assert.Equal((1, BodyRoom.Ready), (_calls, body.Room(out _)));
    }

    [Fact]
    public void The_maker_is_called_when_the_last_reader_leaves()
    {
        var (body, reader) = Ahead();

        Assert.True(body.TryAwaitReaders(Count));
        reader.Dispose();

        Assert.Equal((1, BodyRoom.Unwanted), (_calls, body.Room(out _)));
        body.Fail();
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void The_maker_does_not_wait_for_what_has_happened()
    {
        var (body, reader) = Ahead();
        reader.Read(most: Block);
        Assert.False(body.TryAwaitReaders(Count));
        Assert.Equal(BodyRoom.Behind, body.Write(2 * Block));
        reader.Dispose();
        Assert.False(body.TryAwaitReaders(Count));
        Assert.Equal(0, _calls);
    }

    [Fact]
    public void The_maker_of_a_kept_body_does_not_wait_for_readers()
    {
        var body = new GrowingBody(_budget, declared: null, isKept: true, largest: 16 * Window);
        Assert.True(body.TryOpen(out _));

        Assert.Equal(BodyRoom.Ready, body.Write(2 * Window));
        Assert.False(body.TryAwaitReaders(Count));
        body.PassThrough();
        Assert.True(body.TryAwaitReaders(Count));
    }

    [Fact]
    public void Many_that_are_not_read_leave_memory_for_others()
    {
        var bodies = new List<(GrowingBody Body, BodyReader Reader)>();
        for (var i = 0; i < 100; i++)
        {
            var body = Passing();
            Assert.True(body.TryOpen(out var reader));
            Assert.Equal(BodyRoom.Behind, body.Write(2 * Window));
            Assert.InRange(body.Length, BodyBlock.SmallestSize, Window);
            bodies.Add((body, reader));
        }

        Assert.InRange(_budget.Used, 2 * Window, _budget.Limit * 3 / 4);
        foreach (var (body, reader) in bodies)
        {
            reader.Dispose();
            body.Fail();
        }

        // Whoever comes after them has a full window again.
        Ahead();
    }

    [Fact]
    public async Task No_call_and_no_byte_is_lost_when_maker_and_reader_meet()
    {
        const int total = 32 * Window;
        var body = new GrowingBody(_budget, total, isKept: false, total);
        Assert.True(body.TryOpen(out var reader));
        var made = new TaskCompletionSource();
        var makers = 0;
        void Make(object? _)
        {
            if (Interlocked.Increment(ref makers) != 1)
                made.TrySetException(new InvalidOperationException("Two make it at once."));
            while (body.Length < total)
            {
                if (body.Write(Math.Min(10_000, (int)(total - body.Length))) != BodyRoom.Behind)
                    continue;
                Interlocked.Decrement(ref makers);
                if (body.TryAwaitReaders(() => ThreadPool.QueueUserWorkItem(Make)))
                    return;
                Interlocked.Increment(ref makers);
            }

            body.Complete();
            made.TrySetResult();
        }

        ThreadPool.QueueUserWorkItem(Make);
        var read = 0L;
        while (read < total && !made.Task.IsFaulted)
            read += reader.Read(read, most: 50_000).Count;

        await made.Task;
        reader.Dispose();
        Assert.Equal(0, _budget.Used);
    }

    private void Count() => _calls++;

    private GrowingBody Passing() => new(_budget, declared: 16 * Window, isKept: false, largest: 16 * Window);

    private (GrowingBody Body, BodyReader Reader) Ahead()
    {
        var body = Passing();
        Assert.True(body.TryOpen(out var reader));
        Assert.Equal(BodyRoom.Behind, body.Write(2 * Window));
        Assert.Equal(Window, body.Length);
        return (body, reader);
    }
}
