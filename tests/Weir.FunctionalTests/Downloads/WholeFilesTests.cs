using System.Text;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Sources without ranges, files of unknown length, and sizes at which one is off by one.</summary>
public sealed class WholeFilesTests
{
    private const int Bytes = 2 << 20;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Source_without_ranges_is_fetched_whole(bool isChunked, bool hasChecksum)
    {
        await using var scene = new Scene(Bytes);
        scene.Add(new Misbehaviour { IgnoreRange = true, Chunked = isChunked });
        scene.Change(o => o with { Checksum = hasChecksum ? scene.Checksum : null });

        var record = await scene.DownloadRightAsync();

        Assert.Equal(Bytes, record.Size);
        Assert.Equal(0, record.Sources[0].Failures);
        Assert.Equal(
            hasChecksum ? Verification.Sha256
                : isChunked ? Verification.None
                : Verification.Size,
            record.Verified
        );
    }

    [Fact]
    public async Task Body_until_close_is_fetched_whole()
    {
        await using var scene = new Scene(Bytes);
        scene.Add(UntilClose(scene));

        await scene.DownloadRightAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public async Task Small_body_of_unknown_length_is_fetched_whole(int size)
    {
        await using var scene = new Scene(size);
        scene.Add(new Misbehaviour { IgnoreRange = true, Chunked = true });

        await scene.DownloadRightAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whole_file_that_breaks_off_is_fetched_again_and_what_is_there_kept(bool isChunked)
    {
        await using var scene = new Scene(Bytes);
        var requests = 0;
        scene.Add(_ =>
            new()
            {
                IgnoreRange = true,
                Chunked = isChunked,
                CloseAfter = Interlocked.Increment(ref requests) <= 3 ? 500_000 * requests : null,
            }
        );

        await scene.DownloadRightAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_of_unknown_length_may_come_after_a_stall(bool hasChecksum)
    {
        await using var scene = new Scene(Bytes);
        scene.Add(
            new Misbehaviour
            {
                IgnoreRange = true,
                Chunked = true,
                StallAfter = Bytes,
                StallFor = TimeSpan.FromMilliseconds(500),
            }
        );
        scene.Change(o =>
            o with
            {
                Checksum = hasChecksum ? scene.Checksum : null,
                StallTimeout = TimeSpan.FromMilliseconds(100),
            }
        );

        await scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Several_sources_without_ranges_take_over_from_each_other()
    {
        await using var scene = new Scene(Bytes);
        scene.Add(
            new Misbehaviour
            {
                IgnoreRange = true,
                ETag = "\"a\"",
                ResetAfter = 1_000_000,
            }
        );
        scene.Add(
            new Misbehaviour
            {
                IgnoreRange = true,
                ETag = "\"a\"",
                StallAfter = 1_500_000,
            }
        );
        scene.Add(new Misbehaviour { IgnoreRange = true, ETag = "\"a\"" });

        await scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Source_without_ranges_takes_over_when_the_one_with_ranges_dies()
    {
        await using var scene = new Scene(Bytes);
        var served = 0;
        var hasBegun = new TaskCompletionSource();
        scene.Add(r =>
        {
            if (!scene.IsSegment(r))
                return new() { ETag = "\"a\"" };
            hasBegun.TrySetResult();
            return Interlocked.Increment(ref served) > 1
                ? new() { ETag = "\"a\"", ResetAfter = 0 }
                : new() { ETag = "\"a\"", ShortenTo = 500_000 };
        });
        scene.Add(_ =>
            new()
            {
                IgnoreRange = true,
                ETag = "\"a\"",
                HoldUntil = hasBegun.Task,
            }
        );

        await scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Source_with_ranges_that_comes_later_is_used_beyond_the_window()
    {
        // More than the window of the hash is there when ranges become available.
        await using var scene = new Scene(80 << 20);
        var late = new TaskCompletionSource();
        scene.Add(
            new Misbehaviour
            {
                IgnoreRange = true,
                ETag = "\"a\"",
                StallAfter = 70 << 20,
            }
        );
        scene.Add(_ => new() { ETag = "\"a\"", HoldUntil = late.Task });
        scene.Change(o => o with { Checksum = scene.Checksum, ResponseTimeout = TimeSpan.FromSeconds(20) });

        var download = scene.DownloadRightAsync();
        await scene.Seen.WaitForAsync(p => p.Bytes == 70 << 20);
        late.SetResult();
        await download;
    }

    [Fact]
    public async Task Length_that_lies_beyond_the_body_is_a_clear_failure()
    {
        await using var scene = new Scene(Bytes);
        scene.Add(new Misbehaviour { IgnoreRange = true, CloseAfter = 1000 });

        await scene.DownloadWrongAsync(DownloadEnd.Unavailable);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3072)]
    [InlineData(3073)]
    [InlineData((256 << 10) - 1)]
    [InlineData(256 << 10)]
    [InlineData((256 << 10) + 1)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData((3 << 20) - 1)]
    [InlineData(3 << 20)]
    [InlineData((3 << 20) + 1)]
    public async Task File_of_any_size_is_right_from_one_and_from_several_sources(int size)
    {
        foreach (var sources in (int[])[1, 3])
        {
            foreach (var hasChecksum in (bool[])[false, true])
            {
                await using var scene = new Scene(size);
                scene.Add(good: sources);
                scene.Change(o => o with { Checksum = hasChecksum ? scene.Checksum : null });
                await scene.DownloadRightAsync();
            }
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 416 No\r\nContent-Range: bytes */0\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 416 No\r\nContent-Range: bytes */0\r\nContent-Length: 9\r\n\r\n<html/>\r\n")]
    [InlineData("HTTP/1.1 416 No\r\nContent-Range: bytes */0\r\n\r\n<html>416</html>\r\n")]
    public async Task Empty_file_may_be_told_in_many_ways(string answer)
    {
        foreach (var sources in (int[])[1, 2])
        {
            await using var scene = new Scene(0);
            for (var i = 0; i < sources; i++)
                scene.Add(WrongAnswersTests.Raw(answer));

            await scene.DownloadRightAsync();
        }
    }

    [Fact]
    public async Task Empty_file_of_different_etags_is_one_file()
    {
        await using var scene = new Scene(0);
        scene.Add(good: 2);

        await scene.DownloadRightAsync();
    }

    private static Misbehaviour UntilClose(Scene scene) =>
        new()
        {
            Garbage = (byte[])
                [.. Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nETag: \"a\"\r\n\r\n"), .. scene.File.Bytes.Span],
        };
}
