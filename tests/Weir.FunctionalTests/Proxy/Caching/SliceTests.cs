using System.Security.Cryptography;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Storage;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class SliceTests
{
    private const int Slice = 4 * 1024 * 1024;
    private static readonly Misbehaviour Fresh = With("Cache-Control: max-age=60", "Cache-Tag: one");
    private readonly TestContent _content = new((3 * Slice) + 1000);

    [Fact]
    public async Task One_byte_of_a_large_cold_file_fetches_one_slice()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);

        var miss = await proxy.GetAsync("/a", $"Range: bytes={Slice + 5}-{Slice + 5}\r\n");
        var hit = await proxy.GetAsync("/a", $"Range: bytes={Slice}-{Slice + 99}\r\n");

        Assert.Equal((206, $"bytes {Slice + 5}-{Slice + 5}/{_content.Size}"), (miss.Status, miss["Content-Range"]));
        Assert.Equal(_content.Bytes.Slice(Slice + 5, 1).ToArray(), miss.Body);
        Assert.StartsWith("weir; fwd=uri-miss; fwd-status=206;", miss["Cache-Status"]);
        Assert.StartsWith("weir; hit", hit["Cache-Status"]);
        Assert.Equal(_content.Bytes.Slice(Slice, 100).ToArray(), hit.Body);
        Assert.Equal([$"bytes={Slice}-{(2 * Slice) - 1}"], proxy.Origin.Requests.Select(request => request.RangeField));
    }

    [Theory]
    [InlineData("Range: bytes=-1\r\n")]
    [InlineData("Range: bytes=0-0\r\nIf-Range: \"weir-test\"\r\n")]
    public async Task A_range_of_which_the_slice_is_not_known_does_not_fetch_all_of_a_large_file(string fields)
    {
        const int size = 100 * 1024 * 1024;
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"), new byte[size]);

        var answer = await proxy.GetAsync("/f", fields);

        Assert.Equal((206, 1), (answer.Status, answer.Body.Length));
        Assert.Equal(
            [null, fields[7..fields.IndexOf('\r')]],
            proxy.Origin.Requests.Select(request => request.RangeField)
        );
        // What the kernel has taken of the whole before it was given up.
        Assert.InRange(proxy.Origin.BodyBytesSent, 1, size / 2);
    }

    [Theory]
    [InlineData("shifted")]
    [InlineData("of unknown size")]
    [InlineData("shorter")]
    [InlineData("of other bytes")]
    [InlineData("unlabelled")]
    public async Task A_part_that_is_not_what_was_asked_for_is_not_stored(string kind)
    {
        var wrong = kind switch
        {
            "shifted" => Fresh with { ContentRangeShift = 1 },
            "of unknown size" => Fresh with { ContentRangeTotal = -1 },
            "shorter" => Fresh with { ShortenTo = 100 },
            "of other bytes" => Fresh with { ContentRangeShift = Slice },
            _ => Fresh with { NoContentRange = true },
        };
        await using var proxy = new TestProxy(request => request.Number == 0 ? wrong : Fresh, _content.Bytes);
        var fields = $"Range: bytes={Slice}-{Slice + 9}\r\n";

        // The first goes another way, once the part is refused.
        for (var i = 0; i < 2; i++)
        {
            var answer = await proxy.GetAsync("/a", fields);
            Assert.Equal((206, $"bytes {Slice}-{Slice + 9}/{_content.Size}"), (answer.Status, answer["Content-Range"]));
            Assert.Equal(_content.Bytes.Slice(Slice, 10).ToArray(), answer.Body);
        }
    }

    [Fact]
    public async Task A_range_over_several_slices_fetches_those_that_are_missing_alone()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        await proxy.GetAsync("/a", $"Range: bytes={2 * Slice}-{2 * Slice}\r\n");

        var answer = await proxy.GetAsync("/a", $"Range: bytes={Slice - 10}-\r\n");

        Assert.Equal(206, answer.Status);
        Assert.True(_content.Bytes.Span[(Slice - 10)..].SequenceEqual(answer.Body));
        Assert.Equal(
            [0, Slice, 2 * Slice, 3 * Slice],
            proxy.Origin.Requests.Select(request => int.Parse(request.RangeField!.Split('=', '-')[1])).Order()
        );
        Assert.All(proxy.Origin.Requests.Skip(2), request => Assert.Equal("\"weir-test\"", request.Header("If-Range")));
    }

    [Fact]
    public async Task All_of_it_is_put_together_from_slices_and_what_is_missing()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        await proxy.GetAsync("/a", "Range: bytes=0-0\r\n");

        var whole = await proxy.GetAsync("/a");

        Assert.Equal((200, null), (whole.Status, whole["Content-Range"]));
        Assert.Equal(_content.Sha256, Convert.ToHexStringLower(SHA256.HashData(whole.Body)));
        Assert.Equal(4, proxy.Origin.Requests.Count);
        Assert.Equal(_content.Size, proxy.Server.Status.BytesFetched);
    }

    [Theory]
    [InlineData("", "weir; fwd=partial;")]
    [InlineData("Range: bytes=0-4194304\r\n", "weir; fwd=partial;")]
    [InlineData("Range: bytes=8388608-8388610\r\n", "weir; fwd=partial; fwd-status=206;")]
    [InlineData("Range: bytes=0-1,4-5\r\n", "weir; fwd=partial;")]
    [InlineData("Range: bytes=0-4194303\r\n", "weir; hit;")]
    [InlineData("If-None-Match: \"weir-test\"\r\n", "weir; hit;")]
    public async Task Who_gets_slices_that_are_stored_and_others_is_told_so(string fields, string expected)
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        await proxy.GetAsync("/a", "Range: bytes=0-0\r\n");

        var answer = await proxy.GetAsync("/a", fields);

        Assert.StartsWith(expected, answer["Cache-Status"]);
        // RFC 9111 5.1: part of it was stored before.
        Assert.Equal(
            expected is "weir; fwd=partial;" or "weir; hit;" && !fields.Contains(','),
            answer["Age"] is not null
        );
        Assert.StartsWith("weir; hit;", (await proxy.GetAsync("/a", fields))["Cache-Status"]);
    }

    [Fact]
    public async Task Clients_at_once_share_each_slice()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => proxy.GetAsync("/a", "Range: bytes=0-\r\n"))
        );

        Assert.All(answers, answer => Assert.True(_content.Bytes.Span.SequenceEqual(answer.Body)));
        Assert.Equal(4, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task A_version_that_changes_in_between_is_cut_off_and_its_slices_are_dropped()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        await proxy.GetAsync("/a", "Range: bytes=0-0\r\n");
        var other = new TestContent(_content.Size, seed: 2);
        proxy.Origin.Content = other.Bytes;
        proxy.Origin.ETag = "\"other\"";
        using var client = await proxy.ConnectAsync();
        await client.GetAsync("/a", "Range: bytes=0-\r\n");

        Assert.InRange(await client.ReadUntilResetAsync(), 1, Slice + 10_000);
        var again = await proxy.GetAsync("/a", "Range: bytes=0-\r\n");
        Assert.True(other.Bytes.Span.SequenceEqual(again.Body));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused_with_the_size()
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);

        foreach (var from in (int[])[_content.Size, 5 * Slice])
        {
            var answer = await proxy.GetAsync("/a", $"Range: bytes={from}-\r\n");
            Assert.Equal((416, $"bytes */{_content.Size}"), (answer.Status, answer["Content-Range"]));
        }
    }

    [Fact]
    public async Task Without_a_strong_validator_nothing_is_put_together()
    {
        await using var proxy = new TestProxy(_ => Fresh with { ETag = "W/\"weak\"" }, _content.Bytes);

        var answer = await proxy.GetAsync("/a", $"Range: bytes={Slice}-{Slice + 9}\r\n");

        Assert.Equal(_content.Bytes.Slice(Slice, 10).ToArray(), answer.Body);
        Assert.Equal(
            [$"bytes={Slice}-{(2 * Slice) - 1}", null],
            proxy.Origin.Requests.Select(request => request.RangeField)
        );
        Assert.StartsWith("weir; hit", (await proxy.GetAsync("/a", "Range: bytes=0-9\r\n"))["Cache-Status"]);
    }

    [Theory]
    [InlineData(PurgeScope.Url)]
    [InlineData(PurgeScope.Prefix)]
    [InlineData(PurgeScope.Tag)]
    public async Task A_purge_takes_all_slices(PurgeScope scope)
    {
        await using var proxy = new TestProxy(_ => Fresh, _content.Bytes);
        await proxy.GetAsync("/a", "Range: bytes=0-\r\n");
        await proxy.WaitUntilAsync(status => status.Entries == 4);

        var text = scope == PurgeScope.Tag ? "one" : $"http://127.0.0.1:{proxy.Origin.Port}/a";
        Assert.Equal(4, await proxy.Server.PurgeAsync(scope, text));
        Assert.Equal(0, proxy.Server.Status.Entries);
    }

    [Fact]
    public async Task Slices_outlive_the_process_on_disk()
    {
        using var folder = new TemporaryFolder();
        await using var first = new TestProxy(
            _ => Fresh,
            _content.Bytes,
            options =>
                options with
                {
                    Store = new StoreLimits { Memory = 2 * ByteSize.MiB, Disk = folder["cache"] },
                }
        );
        await first.Server.Store.Disk!.Ready;
        await first.GetAsync("/a", "Range: bytes=0-\r\n");
        await first.WaitUntilAsync(status => status.Disk!.Entries == 4);
        await first.Server.DisposeAsync();
        await using var second = new TestProxy(change: options =>
            options with
            {
                Upstreams = [first.Server.Upstreams[0].Address],
                Store = new StoreLimits { Memory = 2 * ByteSize.MiB, Disk = folder["cache"] },
            }
        );
        await second.Server.Store.Disk!.Ready;

        var answer = await second.GetAsync("/a", $"Range: bytes={Slice / 2}-\r\n");

        Assert.StartsWith("weir; hit", answer["Cache-Status"]);
        Assert.True(_content.Bytes.Span[(Slice / 2)..].SequenceEqual(answer.Body));
        Assert.Equal(4, first.Origin.Requests.Count);
    }
}
