using Weir.FunctionalTests.Clients;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Files;

/// <summary>Files that somebody writes to while eight clients read them.</summary>
public sealed class ChangedFileTests
{
    private const int Size = 24 * 1024 * 1024;
    private const int Clients = 8;
    private static readonly byte[] Old = new TestContent(Size).Bytes.ToArray();
    private static readonly byte[] New = new TestContent(Size, seed: 2).Bytes.ToArray();

    [Fact]
    public async Task A_file_replaced_by_rename_goes_out_in_its_old_version_to_the_end()
    {
        await using var origin = await StartAsync();
        var clients = await BeginAsync(origin);
        origin.Folder.Write("new", New);
        File.Move(origin.Folder["new"], origin.Folder["root/f"], overwrite: true);

        foreach (var (client, start) in clients)
        {
            var rest = await client.ReadBodyAsync(Size - start.Length);
            Assert.True(rest.AsSpan().SequenceEqual(Old.AsSpan(start.Length)));
            client.Dispose();
        }

        Assert.Equal(New, (await origin.GetAsync("/f")).Body);
    }

    [Fact]
    public async Task A_file_that_is_renamed_goes_out_to_the_end()
    {
        await using var origin = await StartAsync();
        var clients = await BeginAsync(origin);
        File.Move(origin.Folder["root/f"], origin.Folder["root/g"]);

        foreach (var (client, start) in clients)
        {
            var rest = await client.ReadBodyAsync(Size - start.Length);
            Assert.True(rest.AsSpan().SequenceEqual(Old.AsSpan(start.Length)));
            client.Dispose();
        }

        Assert.Equal(404, (await origin.GetAsync("/f")).Status);
    }

    [Fact]
    public Task A_file_that_is_renamed_and_written_to_ends_in_a_reset() =>
        EndsInResetAsync(path =>
        {
            File.Move(path, path + ".old");
            using var file = File.OpenHandle(path + ".old", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, [0xff], Size - 1);
        });

    [Fact]
    public Task A_file_overwritten_in_place_ends_in_a_reset() =>
        EndsInResetAsync(path =>
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, New, 0);
        });

    [Fact]
    public Task One_byte_written_in_place_ends_in_a_reset_though_the_time_is_set_back() =>
        EndsInResetAsync(path =>
        {
            var time = File.GetLastWriteTimeUtc(path);
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                RandomAccess.Write(file, [0xff], Size - 1);
            File.SetLastWriteTimeUtc(path, time);
        });

    [Fact]
    public Task A_file_that_grew_ends_in_a_reset() =>
        EndsInResetAsync(path =>
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.WriteByte(1);
        });

    [Fact]
    public Task A_file_that_was_truncated_ends_in_a_reset() =>
        EndsInResetAsync(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(Size - 1);
        });

    private static async Task EndsInResetAsync(Action<string> change)
    {
        await using var origin = await StartAsync();
        var clients = await BeginAsync(origin);
        change(origin.Folder["root/f"]);

        foreach (var (client, start) in clients)
        {
            Assert.InRange(await client.ReadUntilResetAsync(), 0, Size - start.Length - 1);
            client.Dispose();
        }
    }

    /// <summary>Every client has the head and some of the body, and the kernel far from all of it.</summary>
    private static async Task<List<(RawClient Client, byte[] Start)>> BeginAsync(TestOrigin origin)
    {
        var clients = new List<(RawClient, byte[])>();
        for (var i = 0; i < Clients; i++)
        {
            var client = await RawClient.ConnectAsync(origin.EndPoint, receiveBuffer: 64 * 1024);
            await client.GetAsync("/f", i % 2 == 0 ? "" : "Range: bytes=0-\r\n");
            await client.ReadHeadOfAsync();
            clients.Add((client, await client.ReadBodyAsync(100_000)));
        }

        return clients;
    }

    private static Task<TestOrigin> StartAsync() => TestOrigin.StartAsync(folder => folder.Write("root/f", Old));
}
