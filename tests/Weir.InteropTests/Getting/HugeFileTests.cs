using Weir.InteropTests.Serving;
using Weir.InteropTests.Turns;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Getting;

/// <summary>Offsets that 32 bits cannot hold: in ranges, in the journal, in the file.</summary>
[Collection(Alone.Name)]
public sealed class HugeFileTests
{
    private static readonly ByteSize Size = new((4L << 30) + (128 << 20) + 1);
    private static readonly ByteSize Mark = 8 * ByteSize.MiB;

    [Fact]
    public async Task A_file_of_more_than_4_GiB_goes_on_after_a_kill_behind_that_and_is_right()
    {
        using var folder = TemporaryFolder.InMemory(3 * Size);
        var source = MakeSparse(folder["served/huge.bin"]);
        await using var serve = await ServeProcess.StartAsync(folder["served"], 2);
        string[] command = [serve.Pattern("huge.bin"), "-o", folder["file"]];
        await using (var killed = GetProcess.Start(command))
        {
            await killed.ReachAsync(0.6);
            killed.Process.Send(Signal.Kill);
            await killed.Process.WaitForExitAsync();
        }

        var result = await GetProcess.RunAsync(command);

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        Assert.Equal(Size.Bytes, result.Record.Number("size"));
        Assert.InRange(result.Record.Number("resumed_bytes"), Size.Bytes / 2, Size.Bytes);
        result.ShouldAddUp();
        Assert.True(AreEqual(source, folder["file"]));
    }

    /// <summary>Zeros, but for its beginning, its end, and both sides of where 31 and 32 bits end.</summary>
    private static string MakeSparse(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        file.SetLength(Size.Bytes);
        var random = new Random(1);
        var bytes = new byte[Mark.Bytes];
        foreach (var middle in new[] { Mark.Bytes / 2, 1L << 31, 1L << 32, Size.Bytes - (Mark.Bytes / 2) })
        {
            random.NextBytes(bytes);
            file.Position = middle - (Mark.Bytes / 2);
            file.Write(bytes);
        }

        return path;
    }

    private static bool AreEqual(string one, string other)
    {
        using var first = File.OpenRead(one);
        using var second = File.OpenRead(other);
        var (left, right) = (new byte[1 << 20], new byte[1 << 20]);
        while (true)
        {
            var read = first.ReadAtLeast(left, left.Length, throwOnEndOfStream: false);
            if (second.ReadAtLeast(right, right.Length, throwOnEndOfStream: false) != read)
                return false;
            if (read == 0)
                return true;
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
                return false;
        }
    }
}
