using System.Net;
using System.Text;
using Weir.Collector.Tokens;

namespace Weir.FunctionalTests.Collector;

public sealed class LiveTests
{
    private const string Progress =
        """{"type":"progress","id":"t1","at":"2026-11-02T00:00:00Z","bytes":5,"size":10,"sources":[]}""";

    [Fact]
    public async Task An_event_of_a_running_transfer_is_passed_on_while_its_request_still_lasts()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var watch = await Watch.BeginAsync(collector);
        var more = new TaskCompletionSource();
        using var body = new HeldContent(Encoding.UTF8.GetBytes(Progress + "\n"), more.Task);
        var posting = collector.PostToAsync("api/v1/progress", body);

        Assert.Equal(("progress", Progress), await watch.NextAsync());
        Assert.False(posting.IsCompleted);

        more.SetResult();
        using var answer = await posting;
        Assert.Equal(
            "{\"accepted\":1,\"duplicates\":0,\"rejected\":[]}\n",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Who_comes_later_is_told_of_what_runs_until_its_record_is_there()
    {
        await using var collector = await RunningCollector.StartAsync();
        await PostAsync(collector, Progress);
        using (var watch = await Watch.BeginAsync(collector))
        {
            Assert.Equal(("progress", Progress), await watch.NextAsync());
            await collector.SendAsync(Records.Transfer("t1"));
            Assert.Equal("measurement", (await watch.NextAsync()).Name);
        }

        using var late = await Watch.BeginAsync(collector);
        await PostAsync(collector, Progress.Replace("t1", "t2"));
        Assert.Contains("\"t2\"", (await late.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_record_is_told_and_many_at_once_are_counted()
    {
        await using var collector = await RunningCollector.StartAsync();
        using var watch = await Watch.BeginAsync(collector);

        await collector.SendAsync(Records.Transfer("1"));
        var (name, data) = await watch.NextAsync();
        Assert.Equal("measurement", name);
        Assert.Contains("\"id\":\"1\"", data, StringComparison.Ordinal);

        await collector.SendAsync(Enumerable.Range(100, 50).Select(i => Records.Transfer($"{i}")));
        Assert.Equal(("stored", "{\"count\":50}"), await watch.NextAsync());
    }

    [Fact]
    public async Task Who_lost_the_stream_is_told_what_it_missed()
    {
        await using var collector = await RunningCollector.StartAsync();
        string id;
        using (var watch = await Watch.BeginAsync(collector))
        {
            await collector.SendAsync(Records.Transfer("1"));
            await watch.NextAsync();
            id = watch.LastId!;
        }

        await collector.SendAsync(Records.Transfer("2"));
        using var again = await Watch.BeginAsync(collector, id);
        Assert.Contains("\"id\":\"2\"", (await again.NextAsync()).Data, StringComparison.Ordinal);
        using var stranger = await Watch.BeginAsync(collector, "of-another-process-7");
        Assert.Equal("missed", (await stranger.NextAsync()).Name);
    }

    [Fact]
    public async Task What_is_no_event_is_rejected_by_its_line_and_spoils_no_other()
    {
        await using var collector = await RunningCollector.StartAsync();

        Assert.Equal(
            "{\"accepted\":1,\"duplicates\":0,\"rejected\":[{\"line\":1,\"reason\":\"it is not a JSON object\"}]}\n",
            await PostAsync(collector, "no json\n" + Progress)
        );
        Assert.Equal("{\"items\":[],\"next\":null}\n", (await collector.GetAsync("api/v1/measurements")).Text);
    }

    [Fact]
    public async Task Progress_may_be_packed_and_a_torn_body_is_told()
    {
        await using var collector = await RunningCollector.StartAsync();
        var packed = RunningCollector.Gzip(Encoding.UTF8.GetBytes(Progress));
        using var content = new ByteArrayContent(packed) { Headers = { ContentEncoding = { "gzip" } } };
        using var answer = await collector.PostToAsync("api/v1/progress", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        using var noise = new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } };
        using var refused = await collector.PostToAsync("api/v1/progress", noise);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Watching_needs_a_token_that_reads_and_telling_one_that_writes()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.Write);
        Assert.Equal(HttpStatusCode.Forbidden, (await collector.GetAsync("api/v1/live")).Status);

        collector.Use(await collector.AddTokenAsync("reader", TokenScopes.Read));
        using var refused = await collector.PostToAsync("api/v1/progress", new StringContent(Progress));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_watcher_does_not_hold_up_the_collectors_end()
    {
        var collector = await RunningCollector.StartAsync();
        using var watch = await Watch.BeginAsync(collector);

        await collector
            .DisposeAsync()
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
    }

    private static async Task<string> PostAsync(RunningCollector collector, string lines)
    {
        using var answer = await collector.PostToAsync("api/v1/progress", new StringContent(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A body whose end waits.</summary>
    private sealed class HeldContent(byte[] first, Task end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            await stream.FlushAsync();
            await end;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Watch : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

        private readonly HttpResponseMessage _answer;
        private readonly StreamReader _reader;

        private Watch(HttpResponseMessage answer, StreamReader reader) => (_answer, _reader) = (answer, reader);

        /// <summary>The id of the last event that had one.</summary>
        public string? LastId { get; private set; }

        public static async Task<Watch> BeginAsync(RunningCollector collector, string? lastId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/live");
            if (lastId is not null)
                request.Headers.Add("Last-Event-ID", lastId);
            var answer = await collector.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
            var watch = new Watch(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
            Assert.Equal("hello", (await watch.NextAsync()).Name);
            return watch;
        }

        public async Task<(string Name, string Data)> NextAsync()
        {
            var name = "";
            using var limit = new CancellationTokenSource(Patience);
            while (await _reader.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                    name = line["event: ".Length..];
                else if (line.StartsWith("id: ", StringComparison.Ordinal))
                    LastId = line["id: ".Length..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return (name, line["data: ".Length..]);
            }

            throw new InvalidOperationException("the stream ended");
        }

        public void Dispose()
        {
            _reader.Dispose();
            _answer.Dispose();
        }
    }
}
