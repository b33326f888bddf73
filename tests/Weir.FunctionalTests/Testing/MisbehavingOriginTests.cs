using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Testing;

/// <summary>The servers of the other tests are held by another client than Weir's.</summary>
public sealed class MisbehavingOriginTests : IAsyncDisposable
{
    private static readonly TestContent File = new(300_000);
    private readonly MisbehavingOrigin _origin = new(File.Bytes);
    private readonly HttpClient _client = new();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task Whole_files_and_ranges_are_served_over_one_connection()
    {
        Assert.Equal(File.Bytes.ToArray(), await _client.GetByteArrayAsync(_origin.Url(), Ct));
        using var part = await GetAsync(1000, 1999);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("bytes 1000-1999/300000", part.Content.Headers.ContentRange?.ToString());
        Assert.Equal("\"weir-test\"", part.Headers.ETag?.ToString());
        Assert.Equal(File.Bytes[1000..2000].ToArray(), await part.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(1, _origin.ConnectionCount);
        Assert.Equal(["#0 c0 GET /file.bin ", "#1 c0 GET /file.bin bytes=1000-1999"], Seen());
        Assert.Equal(301_000, _origin.BodyBytesSent);
        Assert.Equal(1000, _origin.Requests[1].BodyBytesSent);
    }

    [Fact]
    public async Task Open_and_last_ranges_are_served_and_impossible_ones_refused()
    {
        using var open = await GetAsync(299_990, null);
        using var last = await GetAsync(null, 5);
        using var beyond = await GetAsync(300_000, null);

        Assert.Equal(File.Bytes[299_990..].ToArray(), await open.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(File.Bytes[299_995..].ToArray(), await last.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task A_range_of_another_version_is_answered_with_the_whole_file()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _origin.Url());
        request.Headers.Range = new RangeHeaderValue(0, 9);
        request.Headers.IfRange = new RangeConditionHeaderValue("\"old\"");
        using var answer = await _client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Heads_lie_as_they_are_told()
    {
        await Misbehave(Misbehaviour.WholeFile, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Misbehave(
            new Misbehaviour { ContentRangeShift = 5, ContentRangeTotal = 7_000_000 },
            answer => Assert.Equal("bytes 1005-2004/7000000", answer.Content.Headers.ContentRange?.ToString())
        );
        await Misbehave(
            new Misbehaviour { ContentRangeTotal = -1 },
            answer => Assert.Equal("bytes 1000-1999/*", answer.Content.Headers.ContentRange?.ToString())
        );
        await Misbehave(
            new Misbehaviour { NoContentRange = true },
            answer => Assert.Null(answer.Content.Headers.ContentRange)
        );
        await Misbehave(
            new Misbehaviour { ShortenTo = 10 },
            answer => Assert.Equal("bytes 1000-1009/300000", answer.Content.Headers.ContentRange?.ToString())
        );
        await Misbehave(new Misbehaviour { ETag = "W/\"weak\"" }, answer => Assert.True(answer.Headers.ETag?.IsWeak));
        await Misbehave(new Misbehaviour { NoETag = true }, answer => Assert.Null(answer.Headers.ETag));
        await Misbehave(
            new Misbehaviour { Gzip = true },
            answer => Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding)
        );
        await Misbehave(
            new Misbehaviour { Chunked = true },
            answer => Assert.True(answer.Headers.TransferEncodingChunked)
        );
        await Misbehave(
            new Misbehaviour { Status = 503, RetryAfter = TimeSpan.FromSeconds(2) },
            answer => Assert.Equal("2", answer.Headers.RetryAfter?.ToString())
        );
        await Misbehave(
            new Misbehaviour { Interim = [102, 103], HeadPadding = 10_000 },
            answer => Assert.Equal(10_000, answer.Headers.GetValues("X-Padding").Single().Length)
        );
    }

    [Fact]
    public async Task Bodies_lie_as_they_are_told()
    {
        _origin.Behave = _ => new Misbehaviour { FlipByteAt = 1500 };
        using (var flipped = await GetAsync(1000, 1999))
        {
            var bytes = await flipped.Content.ReadAsByteArrayAsync(Ct);
            Assert.Equal(File.Bytes.Span[1500] ^ 0xFF, bytes[500]);
            Assert.Equal(File.Bytes[1000..1500].ToArray(), bytes[..500]);
        }

        var other = new TestContent(300_000, seed: 2);
        _origin.Behave = _ => new Misbehaviour { Content = other.Bytes, Chunked = true };
        Assert.Equal(other.Bytes.ToArray(), await _client.GetByteArrayAsync(_origin.Url(), Ct));
    }

    [Fact]
    public async Task Bodies_end_too_early_in_order_and_by_reset()
    {
        var answer = await RawAsync(new Misbehaviour { CloseAfter = 100 });
        Assert.Contains("Content-Length: 300000", answer, StringComparison.Ordinal);
        Assert.Equal(100, BodyLength(answer));

        var error = await Assert.ThrowsAsync<SocketException>(() => RawAsync(new Misbehaviour { ResetAfter = 0 }));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task Bodies_are_longer_than_declared()
    {
        var answer = await RawAsync(new Misbehaviour { ExtraBytes = 7, NoKeepAlive = true });

        Assert.Contains("Content-Length: 300000", answer, StringComparison.Ordinal);
        Assert.Equal(300_007, BodyLength(answer));
    }

    [Fact]
    public async Task Heads_can_be_garbage_or_ambiguous_or_slow()
    {
        Assert.Equal("no head", await RawAsync(new Misbehaviour { Garbage = "no head"u8.ToArray() }));

        var ambiguous = await RawAsync(new Misbehaviour { TwoContentLengths = true, CloseAfter = 0 });
        Assert.Contains("Content-Length: 300000\r\nContent-Length: 300001", ambiguous, StringComparison.Ordinal);

        var slow = await RawAsync(
            new Misbehaviour
            {
                HeadBytePause = TimeSpan.FromTicks(1),
                Status = 404,
                NoKeepAlive = true,
            }
        );
        Assert.StartsWith("HTTP/1.1 404", slow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stall_lasts_until_it_is_released()
    {
        var release = new TaskCompletionSource();
        _origin.Behave = _ => new Misbehaviour { StallAfter = 1000, StallUntil = release.Task };
        var download = _client.GetByteArrayAsync(_origin.Url(), Ct);
        await _origin.WaitUntilAsync(o => o.BodyBytesSent == 1000);

        Assert.False(download.IsCompleted);
        release.SetResult();
        Assert.Equal(File.Bytes.ToArray(), await download);
    }

    [Fact]
    public async Task A_request_without_answer_ends_with_the_origin()
    {
        _origin.Behave = _ => Misbehaviour.NoAnswer;
        var download = _client.GetByteArrayAsync(_origin.Url(), Ct);
        await _origin.WaitUntilAsync(o => o.Requests.Count == 1);
        await _origin.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => download);
    }

    [Fact]
    public async Task It_comes_back_on_the_same_port()
    {
        _origin.Behave = _ => new Misbehaviour { NoKeepAlive = true };
        await _client.GetByteArrayAsync(_origin.Url(), Ct);
        var url = _origin.Url();
        await _origin.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetByteArrayAsync(url, Ct));
        _origin.Start();

        Assert.Equal(url, _origin.Url());
        Assert.Equal(File.Bytes.ToArray(), await _client.GetByteArrayAsync(url, Ct));
    }

    [Fact]
    public async Task Connections_beyond_the_cap_are_reset()
    {
        _origin.MaxConnections = 1;
        _origin.Behave = _ => Misbehaviour.NoAnswer;
        using var first = await ConnectAsync();
        await _origin.WaitUntilAsync(o => o.Requests.Count == 1);

        // The reset may come before the request is out, or after.
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var second = await ConnectAsync();
            await ReadAllAsync(second);
        });
        Assert.Equal(1, _origin.OpenConnections);
    }

    [Fact]
    public async Task A_limited_rate_still_brings_every_byte()
    {
        _origin.BytesPerSecond = 3_000_000;
        Assert.Equal(File.Bytes.ToArray(), await _client.GetByteArrayAsync(_origin.Url(), Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IEnumerable<string> Seen() => _origin.Requests.Select(request => request.ToString());

    private async Task Misbehave(Misbehaviour misbehaviour, Action<HttpResponseMessage> check)
    {
        _origin.Behave = _ => misbehaviour;
        using var answer = await GetAsync(1000, 1999);
        check(answer);
    }

    private async Task<HttpResponseMessage> GetAsync(long? from, long? to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _origin.Url());
        request.Headers.Range = new RangeHeaderValue(from, to);
        return await _client.SendAsync(request, Ct);
    }

    private async Task<string> RawAsync(Misbehaviour misbehaviour)
    {
        _origin.Behave = _ => misbehaviour;
        using var socket = await ConnectAsync();
        return await ReadAllAsync(socket);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _origin.Port, Ct);
        await socket.SendAsync("GET /f HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Ct);
        return socket;
    }

    private static async Task<string> ReadAllAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[65536];
        int got;
        while ((got = await socket.ReceiveAsync(buffer, Ct)) > 0)
            all.Write(buffer, 0, got);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static int BodyLength(string answer) =>
        answer.Length - answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4;
}
