using Weir.Http.Server;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Caching.Storage.Disk;

namespace Weir.UnitTests.Proxy.Caching.Storage;

public sealed class BodyFileTests : IDisposable
{
    private const long Limit = 1024 * 1024;
    private readonly MemoryBudget _memory = new(Limit);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test-").FullName;
    private readonly List<string> _warnings = [];
    private readonly DiskStore _store;

    public BodyFileTests()
    {
        Assert.True(DiskFolder.TryOpen(Path.Combine(_folder, "cache"), out var folder, out _));
        _store = new DiskStore(folder, 64 * Limit, mostVariants: 8, _memory, _warnings.Add);
        _store.Start();
    }

    public void Dispose()
    {
        _store.Dispose();
        _memory.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_body_in_a_file_takes_one_buffer_of_memory_and_then_none()
    {
        var body = await NewAsync();
        body.Write(5_000_000);
        Assert.Equal(64 * 1024, _memory.Used);
        Assert.True(body.TryOpen(out var reader));
        body.Complete();

        Assert.Equal(0, _memory.Used);
        Assert.Equal(5_000_000, ReadFile(reader));
        reader.Dispose();
    }

    [Fact]
    public async Task A_disk_that_fails_in_the_middle_is_said_and_readers_get_all_of_it()
    {
        await _store.Ready;
        var good = _store.Begin(100_000)!;
        var draft = new DiskDraft(
            good.Path,
            File.OpenHandle("/dev/full", access: FileAccess.Write),
            _store.Space,
            good.Reserved
        );
        var body = new GrowingBody(
            _memory,
            declared: 300_000,
            isKept: true,
            64 * Limit,
            file: new BodyFile(_store, draft)
        );
        Assert.True(body.TryOpen(out var reader));

        Assert.Equal(BodyRoom.Ready, body.Write(10));
        Assert.Equal(BodyRoom.NoDisk, body.Room(out _));
        body.PassThrough();
        Assert.Equal((BodyStep.Wait, 10), reader.Read());
        Assert.Equal(BodyRoom.Ready, body.Write(100_000));
        Assert.Equal((BodyStep.Wait, 100_000), reader.Read(10));
        body.Complete();
        Assert.Equal((BodyStep.End, 0), reader.Read(100_010));
        reader.Dispose();

        Assert.Equal(0, _memory.Used);
        Assert.Contains("cannot be written", Assert.Single(_warnings));
        good.Handle.Dispose();
    }

    [Fact]
    public async Task A_disk_without_room_lets_the_body_pass_on()
    {
        var body = await NewAsync();
        Assert.True(body.TryOpen(out var reader));
        var other = _store.Begin(47 * Limit)!;
        var third = _store.Begin(14 * Limit)!;
        var written = 0L;
        while (body.Write(64 * 1024) == BodyRoom.Ready)
            written += 64 * 1024;

        Assert.Equal(BodyRoom.NoDisk, body.Room(out _));
        Assert.InRange(_store.Space.Used, 0, _store.Space.Limit);
        body.PassThrough();
        var seen = ReadFile(reader);
        Assert.Equal((BodyStep.Wait, written - seen), reader.Read(seen));
        body.Complete();
        reader.Dispose();
        _store.Abandon(other);
        _store.Abandon(third);
        Assert.Equal(0, _store.Space.Used);
    }

    /// <summary>Reads stretches of files and checks each byte; gives how many there were.</summary>
    private static long ReadFile(BodyReader reader)
    {
        var at = 0L;
        while (reader.Peek(out _) == BodyStep.File)
        {
            var stretch = reader.Stretch;
            var bytes = new byte[stretch.Count];
            Assert.Equal(at, stretch.Offset);
            Assert.Equal(bytes.Length, RandomAccess.Read(stretch.File, bytes, at));
            for (var i = 0; i < bytes.Length; i++)
                Assert.True(bytes[i] == (byte)(at + i));
            at += bytes.Length;
            reader.Advance(bytes.Length);
        }

        return at;
    }

    private async Task<GrowingBody> NewAsync()
    {
        await _store.Ready;
        var file = new BodyFile(_store, _store.Begin(declared: null)!);
        return new GrowingBody(_memory, declared: null, isKept: true, 64 * Limit, file: file);
    }
}
