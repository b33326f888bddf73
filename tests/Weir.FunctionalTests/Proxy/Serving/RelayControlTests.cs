using System.Net;
using System.Text;
using System.Text.Json;
using Weir.FunctionalTests.Clients;
using Weir.Proxy.Relay;
using Weir.Proxy.Serving;
using Weir.Testing.Files;
using Weir.Transport.Impairment;

namespace Weir.FunctionalTests.Proxy.Serving;

/// <summary>Running relays over the control listener: the first is of UDP, the second of TCP.</summary>
public sealed class RelayControlTests : IAsyncLifetime
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Target = new(IPAddress.Loopback, 9);
    private static readonly RelayImpairment Before = new(
        new ImpairmentOptions { Loss = 0.25 },
        ImpairmentOptions.None,
        Seed: 7
    );

    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _changed = [];
    private ProxyServer _proxy = null!;

    public ValueTask InitializeAsync()
    {
        var udp = new RelayOptions(AnyPort, Target) { Impairment = Before };
        var options = new ProxyOptions
        {
            Listen = [],
            Relays = [udp, new RelayOptions(AnyPort, Target) { Protocol = RelayProtocol.Tcp }],
            Control = AnyPort,
            ControlToken = _folder["token"],
        };
        _proxy = new ProxyServer(options, TimeProvider.System, new Random(1))
        {
            RelayChanged = (number, _) => _changed.Add(number),
        };
        Assert.Null(_proxy.Start());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_replaces_all_that_a_relay_does_and_is_told()
    {
        var answer = await PutAsync(1, "{\"delay_s\":0.02,\"down\":{\"delay_s\":0.03,\"loss_ratio\":0.5}}");

        Assert.Equal(200, answer.Status);
        var (up, down, seed) = _proxy.Relays[0].Impairment;
        Assert.Equal((0.02, 0.0), (up.Delay.TotalSeconds, up.Loss));
        Assert.Equal((0.03, 0.5), (down.Delay.TotalSeconds, down.Loss));
        Assert.Equal(7, seed);
        Assert.Equal([1], _changed);
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal(0.5, json.RootElement.GetProperty("down").GetProperty("loss_ratio").GetDouble());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"seed\":-2147483648}")]
    [InlineData("{\"bandwidth_bps\":1000,\"queue_s\":60,\"down\":{\"queue_s\":null,\"queue_bytes\":1}}")]
    [InlineData("{\"loss_ratio\":1,\"duplicate_ratio\":1,\"corrupt_ratio\":1,\"reorder_ratio\":0.5}")]
    [InlineData(
        "{\"loss_ratio\":0.1,\"loss_burst_packets\":1,\"jitter_distribution\":\"uniform\",\"keep_order\":true}"
    )]
    public async Task What_a_relay_says_of_itself_can_be_sent_back(string body)
    {
        Assert.Equal(200, (await PutAsync(1, body)).Status);
        var told = await AskAsync("GET", "/relays/1");
        var impairment = _proxy.Relays[0].Impairment;
        await PutAsync(1, "{}");

        Assert.Equal(200, (await PutAsync(1, told.Text)).Status);

        Assert.Equal(impairment, _proxy.Relays[0].Impairment);
    }

    [Theory]
    // What is no object with known names.
    [InlineData("", "The body is not JSON")]
    [InlineData("delay_s=1", "The body is not JSON")]
    [InlineData("{\"delay_s\":0.02", "The body is not JSON")]
    [InlineData("{\"delay_s\":0.02,}", "The body is not JSON")]
    [InlineData("{\"delay_s\":NaN}", "The body is not JSON")]
    [InlineData("{\"delay_s\":0.1,\"delay_s\":0.2}", "says something twice")]
    [InlineData("{\"\\ud800\":1}", "The body is not JSON")]
    [InlineData("{\"\u00ff\":1}", "The body is not JSON")]
    [InlineData("{\"jitter_distribution\":\"\\ud800\"}", "The body is not JSON")]
    [InlineData("[]", "the body is no object")]
    [InlineData("null", "the body is no object")]
    [InlineData("7", "the body is no object")]
    [InlineData("{\"up\":1}", "up is no object")]
    [InlineData("{\"down\":null}", "down is no object")]
    [InlineData("{\"delay\":1}", "there is no delay;")]
    [InlineData("{\"Delay_s\":1}", "there is no Delay_s;")]
    [InlineData("{\"up\":{\"seed\":1}}", "there is no seed;")]
    [InlineData("{\"up\":{\"up\":{}}}", "there is no up;")]
    // Of another kind.
    [InlineData("{\"seed\":1.5}", "seed is a whole number of 32 bits")]
    [InlineData("{\"seed\":2147483648}", "seed is a whole number of 32 bits")]
    [InlineData("{\"seed\":null}", "seed is a whole number of 32 bits")]
    [InlineData("{\"delay_s\":\"20ms\"}", "delay_s is a number")]
    [InlineData("{\"loss_ratio\":true}", "loss_ratio is a number")]
    [InlineData("{\"bandwidth_bps\":[1]}", "bandwidth_bps is a number")]
    [InlineData("{\"queue_bytes\":{}}", "queue_bytes is a number")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_bytes\":1.5}", "queue_bytes is a whole number")]
    [InlineData("{\"keep_order\":1}", "keep_order is true or false")]
    [InlineData("{\"keep_order\":null}", "keep_order is true or false")]
    [InlineData("{\"jitter_distribution\":\"pareto\"}", "jitter_distribution is normal or uniform")]
    [InlineData("{\"jitter_distribution\":null}", "jitter_distribution is normal or uniform")]
    // Beyond what can be.
    [InlineData("{\"delay_s\":-0.001}", "the delay is 0 to 60 s")]
    [InlineData("{\"delay_s\":61}", "the delay is 0 to 60 s")]
    [InlineData("{\"delay_s\":1e400}", "the delay is 0 to 60 s")]
    [InlineData("{\"delay_jitter_s\":-1}", "the jitter of the delay is 0 to 60 s")]
    [InlineData("{\"delay_jitter_s\":1e300}", "the jitter of the delay is 0 to 60 s")]
    [InlineData("{\"loss_ratio\":1.01}", "the loss is 0% to 100%")]
    [InlineData("{\"loss_ratio\":-0.01}", "the loss is 0% to 100%")]
    [InlineData("{\"down\":{\"loss_ratio\":-1e400}}", "the loss is 0% to 100%")]
    [InlineData("{\"duplicate_ratio\":2}", "the share of duplicates is 0% to 100%")]
    [InlineData("{\"corrupt_ratio\":-1}", "the share of corrupted packets is 0% to 100%")]
    [InlineData("{\"reorder_ratio\":0.51}", "the share of reordered packets is 0% to 50%")]
    [InlineData("{\"bandwidth_bps\":0}", "the bandwidth is 1 kbit to 1 Tbit per second")]
    [InlineData("{\"bandwidth_bps\":-1}", "the bandwidth is 1 kbit to 1 Tbit per second")]
    [InlineData("{\"bandwidth_bps\":1e13}", "the bandwidth is 1 kbit to 1 Tbit per second")]
    [InlineData("{\"queue_s\":1}", "a queue needs a bandwidth")]
    [InlineData("{\"queue_bytes\":1000}", "a queue needs a bandwidth")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_s\":0}", "a queue is more than 0 and at most 60 s long")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_s\":61}", "a queue is more than 0 and at most 60 s long")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_bytes\":0}", "a queue holds a byte at least")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_bytes\":-1}", "a queue holds a byte at least")]
    [InlineData("{\"bandwidth_bps\":1e6,\"queue_s\":1,\"queue_bytes\":1}", "two measures of one queue")]
    [InlineData("{\"loss_in_burst_ratio\":0.5}", "needs the length of the bursts")]
    [InlineData("{\"loss_ratio\":0.1,\"loss_burst_packets\":0}", "a burst of loss is 1 to 1,000,000 packets long")]
    [InlineData("{\"loss_ratio\":0.1,\"loss_burst_packets\":1e400}", "a burst of loss is 1 to 1,000,000 packets long")]
    [InlineData(
        "{\"loss_ratio\":0.1,\"loss_burst_packets\":3,\"loss_in_burst_ratio\":1.5}",
        "the loss in and between bursts is 0% to 100%"
    )]
    [InlineData(
        "{\"loss_ratio\":0.1,\"loss_burst_packets\":3,\"loss_between_bursts_ratio\":0.2}",
        "the loss lies between that between bursts and that in bursts"
    )]
    public async Task What_cannot_be_done_is_400_with_a_sentence_and_changes_nothing(string body, string sentence)
    {
        var answer = await PutAsync(1, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(sentence, answer.Text, StringComparison.Ordinal);
        Assert.EndsWith(".\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal(Before, _proxy.Relays[0].Impairment);
        Assert.Empty(_changed);
    }

    [Theory]
    [InlineData("{\"loss_ratio\":0.1}")]
    [InlineData("{\"down\":{\"duplicate_ratio\":0.1}}")]
    [InlineData("{\"up\":{\"reorder_ratio\":0.1}}")]
    [InlineData("{\"corrupt_ratio\":0.1}")]
    public async Task A_stream_takes_no_loss(string body)
    {
        var answer = await PutAsync(2, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains("a stream can be delayed and slowed down alone", answer.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await PutAsync(2, "{\"delay_s\":0.01,\"bandwidth_bps\":1e6}")).Status);
    }

    [Theory]
    [InlineData("PUT", "/relays/0", 404)]
    [InlineData("PUT", "/relays/3", 404)]
    [InlineData("PUT", "/relays/-1", 404)]
    [InlineData("PUT", "/relays/x", 404)]
    [InlineData("PUT", "/relays/99999999999999999999", 404)]
    [InlineData("GET", "/relays/3", 404)]
    [InlineData("GET", "/relays/1/up", 404)]
    [InlineData("PUT", "/relays", 405)]
    [InlineData("POST", "/relays/1", 405)]
    [InlineData("DELETE", "/relays/1", 405)]
    public async Task What_is_not_there_says_so(string method, string target, int status)
    {
        Assert.Equal(status, (await AskAsync(method, target, "{}")).Status);
        Assert.Equal(Before, _proxy.Relays[0].Impairment);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_413_and_without_the_token_there_is_nothing()
    {
        Assert.Equal(413, (await PutAsync(1, new string(' ', 70_000) + "{}")).Status);
        Assert.Equal(401, (await AskAsync("PUT", "/relays/1", "{}", hasToken: false)).Status);
        Assert.Equal(Before, _proxy.Relays[0].Impairment);
    }

    private Task<RawAnswer> PutAsync(int number, string body) => AskAsync("PUT", $"/relays/{number}", body);

    private async Task<RawAnswer> AskAsync(string method, string target, string body = "", bool hasToken = true)
    {
        var token = (await File.ReadAllTextAsync(_folder["token"])).Trim();
        using var client = await RawClient.ConnectAsync(_proxy.Control!.EndPoint);
        var authorization = hasToken ? $"Authorization: Bearer {token}\r\n" : "";
        await client.GetAsync(
            target,
            $"{authorization}Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n",
            method
        );
        await client.SendAsync(body);
        return await client.ReadAsync();
    }
}
