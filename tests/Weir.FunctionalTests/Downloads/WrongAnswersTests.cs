using System.Text;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Answers that are not what was asked for: nothing of them may be written where it does not belong.</summary>
public sealed class WrongAnswersTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public static TheoryData<string> Unusable => [.. Faults.Keys];

    /// <summary>Faults in every answer for a range; the first answers are right, so that the source is let in.</summary>
    private static Dictionary<string, Misbehaviour> Faults { get; } =
        new(StringComparer.Ordinal)
        {
            ["start too early"] = new() { ContentRangeShift = -1 },
            ["start too late"] = new() { ContentRangeShift = 1 },
            ["start of another block"] = new() { ContentRangeShift = 65_536 },
            ["bytes of another block, honestly"] = new() { ContentRangeShift = -65_536, Content = Shifted(65_536) },
            ["total too large"] = new() { ContentRangeTotal = Bytes + 1 },
            ["total too small"] = new() { ContentRangeTotal = Bytes - 1 },
            ["no Content-Range"] = new() { NoContentRange = true },
            ["two Content-Lengths"] = new() { TwoContentLengths = true },
            ["garbage"] = new() { Garbage = "lorem ipsum\r\n\r\n"u8.ToArray() },
            ["binary garbage"] = new() { Garbage = new byte[100_000] },
            ["nothing"] = new() { Garbage = Array.Empty<byte>() },
            ["huge head"] = new() { HeadPadding = 1 << 20 },
            ["gzip"] = new() { Gzip = true },
            ["204"] = Raw("HTTP/1.1 204 No Content\r\n\r\n"),
            ["302 to itself"] = new() { Location = "/file.bin" },
            ["302 to nowhere"] = Raw("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
            ["302 to a file of this machine"] = new() { Location = "file:///etc/passwd" },
            ["304"] = Raw("HTTP/1.1 304 Not Modified\r\n\r\n"),
            ["416"] = Raw("HTTP/1.1 416 No\r\nContent-Range: bytes */5\r\nContent-Length: 0\r\n\r\n"),
            ["another etag"] = new() { ETag = "\"another\"" },
            ["length and chunked"] = new() { Chunked = true, Fields = [("Content-Length", "5")] },
            ["negative length"] = Raw("HTTP/1.1 206 Partial Content\r\nContent-Length: -1\r\n\r\n"),
            ["length beyond what a number holds"] = Raw(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/9223372036854775808\r\nContent-Length: 9223372036854775808\r\n\r\n"
            ),
            ["several parts in one body"] = Raw(
                "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=x\r\nContent-Length: 70\r\n\r\n"
                    + "--x\r\nContent-Range: bytes 0-0/4194304\r\n\r\nx\r\n--x--\r\n                    "
            ),
            ["chunked range of another start"] = new() { Chunked = true, ContentRangeShift = 4096 },
            ["ten thousand fields"] = new() { Fields = [.. Enumerable.Range(0, 10_000).Select(i => ($"X-{i}", "x"))] },
            ["status line without end"] = new()
            {
                Garbage = Encoding.ASCII.GetBytes("HTTP/1.1 200 " + new string('x', 1 << 20)),
            },
            ["two ranges"] = new() { Fields = [("Content-Range", "bytes 0-9/4194304")] },
            ["101"] = Raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
            ["HTTP/2"] = Raw("HTTP/2.0 200 OK\r\n\r\n"),
        };

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory, MemberData(nameof(Unusable))]
    public async Task Wrong_answer_among_good_sources_costs_nothing_but_its_source(string fault)
    {
        var wrong = _scene.Add(r => _scene.IsSegment(r) ? Faults[fault] : Misbehaviour.None);
        _scene.Add(good: 2);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 16_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.True(_scene.Of(record, wrong).Failures > 0, Scene.Describe(record));
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task Wrong_answers_alone_are_a_clear_failure(string fault)
    {
        _scene.Add(r => _scene.IsSegment(r) ? Faults[fault] : Misbehaviour.None);

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Equal(SourceState.Failed, record.Sources[0].State);
        Assert.Equal(0, record.Bytes);
        Assert.Empty(_scene.Folder.Names());
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task Wrong_first_answer_is_a_clear_failure(string fault)
    {
        if (fault is "total too large" or "total too small" or "another etag")
            return; // Nothing to compare a first answer with.
        _scene.Add(Faults[fault]);

        await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Whole_file_is_never_written_at_the_offset_of_a_range()
    {
        // Alone it would be asked for the whole file, and rightly so.
        var others = new TaskCompletionSource();
        var whole = _scene.Add(r => _scene.IsSegment(r) ? Misbehaviour.WholeFile : new() { HoldUntil = others.Task });
        for (var i = 0; i < 2; i++)
            _scene.Add(r =>
            {
                if (_scene.IsSegment(r))
                    others.TrySetResult();
                return Misbehaviour.None;
            });
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 8_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(1, _scene.Of(record, whole).Failures);
        Assert.Equal("it serves no ranges", _scene.Of(record, whole).Reason);
    }

    [Fact]
    public async Task Only_source_that_stops_serving_ranges_is_fetched_whole()
    {
        var segments = 0;
        _scene.Add(r =>
            !_scene.IsSegment(r) ? Misbehaviour.None
            : Interlocked.Increment(ref segments) == 1 ? new() { CloseAfter = 1_000_000 }
            : Misbehaviour.WholeFile
        );

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(record.Sources[0].Requests, 1, 10);
    }

    [Fact]
    public async Task Only_source_that_stops_serving_ranges_leaves_no_hole_unfilled()
    {
        // Two connections have left holes when ranges cease.
        var segments = 0;
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;
        origin.Behave = r =>
            !_scene.IsSegment(r) ? Misbehaviour.None
            : Interlocked.Increment(ref segments) <= 3 ? new() { CloseAfter = 100_000 }
            : Misbehaviour.WholeFile;
        _scene.Change(o => o with { Connections = 3 });

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(record.Sources[0].Requests, 1, 40);
    }

    [Fact]
    public async Task Change_and_the_end_of_ranges_at_the_same_time_are_survived()
    {
        var segments = 0;
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;
        origin.Behave = r =>
            !_scene.IsSegment(r)
                ? Misbehaviour.None
                : (Interlocked.Increment(ref segments) % 3) switch
                {
                    0 => new() { ETag = "\"another\"" },
                    1 => Misbehaviour.WholeFile,
                    _ => new() { CloseAfter = 50_000 },
                };
        _scene.Change(o => o with { Connections = 4 });

        var result = await _scene.DownloadAsync();

        Assert.True(result.End is DownloadEnd.Done or DownloadEnd.Unavailable, Scene.Describe(result.Record));
    }

    [Fact]
    public async Task Shorter_range_than_asked_is_used_and_the_rest_fetched()
    {
        var origin = _scene.Add(new Misbehaviour { ShortenTo = 300_000 });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(Bytes + 1, record.Sources[0].Bytes);
        Assert.Equal(0, record.Sources[0].Failures);
        Assert.Equal((Bytes / 300_000) + 2, origin.Requests.Count);
    }

    [Fact]
    public async Task Body_longer_than_its_range_is_cut()
    {
        _scene.Add(new Misbehaviour { ExtraBytes = 100 });
        _scene.Add(good: 1);

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Answer_hidden_behind_a_longer_body_is_not_taken_for_the_next()
    {
        // The answer for a first part carries a second one, of other bytes, to a request that is yet to come.
        const int cut = 1_000_000;
        byte[] both =
        [
            .. Head(0, cut),
            .. _scene.File.Bytes.Span[..cut],
            .. Head(cut, Bytes),
            .. _scene.Lie.Bytes.Span[cut..],
        ];
        var segments = 0;
        _scene.Add(r =>
            _scene.IsSegment(r) && Interlocked.Increment(ref segments) == 1
                ? new() { Garbage = both }
                : Misbehaviour.None
        );

        await _scene.DownloadRightAsync();

        static byte[] Head(int from, int to) =>
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{to - 1}/{Bytes}\r\n"
                    + $"Content-Length: {to - from}\r\n\r\n"
            );
    }

    [Fact]
    public async Task Chunked_body_longer_than_its_range_is_cut()
    {
        _scene.Add(r => _scene.IsSegment(r) ? new() { Chunked = true, ExtraBytes = 70_000 } : Misbehaviour.None);
        _scene.Add(r => _scene.IsSegment(r) ? new() { Chunked = true, ExtraBytes = 1 } : Misbehaviour.None);

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Chunked_ranges_are_used_on_one_connection()
    {
        var origin = _scene.Add(new Misbehaviour { Chunked = true });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal((1, 0), (origin.ConnectionCount, record.Sources[0].Failures));
    }

    [Fact]
    public async Task Chunked_range_that_breaks_off_is_used_as_far_as_it_came()
    {
        _scene.Add(new Misbehaviour { Chunked = true, CloseAfter = 300_000 });

        var record = await _scene.DownloadRightAsync();

        Assert.InRange(record.Sources[0].Bytes, Bytes, Bytes + 100);
    }

    [Fact]
    public async Task Head_just_within_the_limit_is_read()
    {
        _scene.Add(new Misbehaviour { HeadPadding = 60_000 });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Source_without_any_validator_is_used()
    {
        _scene.Add(new Misbehaviour { NoETag = true });
        _scene.Add(new Misbehaviour { NoETag = true });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Ranges_are_used_where_nothing_announces_them()
    {
        var origin = _scene.Add(new Misbehaviour { NoAcceptRanges = true });
        _scene.Change(o => o with { Connections = 2 });

        await _scene.DownloadRightAsync();

        Assert.All(origin.Requests, r => Assert.NotNull(r.RangeField));
    }

    [Theory]
    [InlineData("\"strong\"")]
    [InlineData("W/\"weak\"")]
    public async Task Requests_carry_no_condition_that_some_servers_answer_with_the_whole_file(string etag)
    {
        var origin = _scene.Add(new Misbehaviour { ETag = etag, ShortenTo = 1 << 20 });

        await _scene.DownloadRightAsync();

        Assert.All(origin.Requests, r => Assert.Null(r.Header("If-Range")));
    }

    [Fact]
    public async Task Page_instead_of_the_file_is_never_written_and_its_source_used_again()
    {
        var segments = 0;
        var page = new Misbehaviour
        {
            Garbage = Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\nplease login"
            ),
        };
        var origin = _scene.Add();
        origin.Behave = r =>
            !_scene.IsSegment(r) ? Misbehaviour.None
            : Interlocked.Increment(ref segments) % 2 == 0 ? page
            : new() { ShortenTo = 1 << 20 };

        await _scene.DownloadRightAsync();

        Assert.All(origin.Requests, r => Assert.NotNull(r.RangeField));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    public async Task Compressed_file_whose_compression_is_announced_is_stored_as_sent(string coding)
    {
        var origin = _scene.Add(new Misbehaviour { Coding = coding });
        _scene.FurtherUrls.Add(origin.Url("/file.tar.gz"));
        origin.Behave = r => r.Target == "/file.tar.gz" ? new() { Coding = coding } : new() { Status = 404 };

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Misdirected_request_on_a_used_connection_is_repeated_on_a_new_one()
    {
        var origin = _scene.Add();
        var used = new HashSet<int>();
        origin.Behave = r =>
        {
            lock (used)
                return used.Add(r.Connection) ? new() { ShortenTo = 1 << 20 } : new() { Status = 421 };
        };

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, record.Sources[0].Failures);
    }

    [Fact]
    public async Task Not_found_among_good_sources_is_failed_and_never_asked_again()
    {
        var missing = _scene.Add(new Misbehaviour { Status = 404 });
        _scene.Add(good: 2);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Failed, _scene.Of(record, missing).State);
        Assert.Contains("404", _scene.Of(record, missing).Reason, StringComparison.Ordinal);
        Assert.Single(missing.Requests);
    }

    [Fact]
    public async Task Not_found_everywhere_ends_at_once_however_long_one_would_wait()
    {
        _scene.Add(new Misbehaviour { Status = 404 });
        _scene.Add(new Misbehaviour { Status = 410 });
        _scene.Change(o => o with { Wait = TimeSpan.FromHours(1), GiveUp = TimeSpan.FromHours(1) });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("404", record.Error, StringComparison.Ordinal);
        Assert.Contains("410", record.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    /// <summary>The file, each byte so much later.</summary>
    private static byte[] Shifted(int by)
    {
        var file = new TestContent(Bytes).Bytes.Span;
        return [.. file[^by..], .. file[..^by]];
    }

    internal static Misbehaviour Raw(string answer) => new() { Garbage = Encoding.Latin1.GetBytes(answer) };
}
