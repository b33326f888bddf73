using System.Net;
using System.Net.Sockets;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Proxying;

public sealed class KillTests : IDisposable
{
    private const int Files = 40;
    private const int Largest = 400_000;
    private readonly TemporaryFolder _folder = new();
    private readonly TestContent _content = new(Largest + Files);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_proxy_that_is_killed_under_load_never_serves_a_wrong_byte_afterwards()
    {
        await using var origin = new MisbehavingOrigin(default, Answer);
        var hits = 0;
        for (var round = 1; round <= 20; round++)
        {
            await using var proxy = await ProxyProcess.StartAsync(
                $"http://127.0.0.1:{origin.Port}",
                "--disk",
                _folder["cache"],
                "--disk-size",
                "64MiB",
                "--memory",
                "8MiB"
            );
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            // What the killed one has left, then load up to the next kill: a round with a number ends it sooner or later.
            hits += await CheckAsync(client, proxy.Url);
            var load = Enumerable.Range(0, 8).Select(worker => LoadAsync(client, proxy.Url, worker * round)).ToList();
            var enough = origin.Requests.Count + (5 * round);
            await origin.WaitUntilAsync(o => o.Requests.Count >= enough);
            proxy.Process.Send(Signal.Kill);
            await Task.WhenAll(load);
            await proxy.Process.WaitForExitAsync();
        }

        Assert.True(hits > Files, $"{hits} hits after the kills");
    }

    /// <summary>Each path has content and length of its own; a query makes it another object of the same.</summary>
    private Misbehaviour Answer(TestRequest request) =>
        new()
        {
            Content = Expected(request.Target),
            Chunked = NumberOf(request.Target) % 3 == 1,
            Fields = [("Cache-Control", "max-age=3600")],
        };

    private ReadOnlyMemory<byte> Expected(string target)
    {
        var number = NumberOf(target);
        return _content.Bytes.Slice(number, number % 4 == 0 ? Largest : 100 + (number * 1000));
    }

    private static int NumberOf(string target) => int.Parse(target.Split('/', '?')[1]);

    /// <summary>All that earlier rounds may have stored: each answer is whole and right, whether stored or fetched.</summary>
    private async Task<int> CheckAsync(HttpClient client, string url)
    {
        var hits = 0;
        for (var number = 0; number < Files; number++)
        {
            using var response = await client.GetAsync($"{url}{number}", TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(Expected($"/{number}").Span.SequenceEqual(body), $"wrong bytes of {number}");
            hits += response.Headers.GetValues("Cache-Status").Single().StartsWith("weir; hit") ? 1 : 0;
        }

        return hits;
    }

    private async Task LoadAsync(HttpClient client, string url, int seed)
    {
        for (var i = seed; ; i++)
        {
            try
            {
                var target = i % 2 == 0 ? $"{i % Files}" : $"{i % Files}?{i}-{seed}";
                var body = await client.GetByteArrayAsync($"{url}{target}", TestContext.Current.CancellationToken);
                Assert.True(Expected($"/{target}").Span.SequenceEqual(body), $"wrong bytes of {target}");
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
            {
                // The proxy is dead.
                return;
            }
        }
    }
}
