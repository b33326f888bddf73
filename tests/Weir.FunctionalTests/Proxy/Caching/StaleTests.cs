using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class StaleTests
{
    private const string Error = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task Stale_while_revalidate_answers_at_once_and_the_next_client_gets_the_new_one()
    {
        await using var proxy = new TestProxy(request => Version(request, "max-age=10, stale-while-revalidate=60"));
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        var stale = await proxy.GetAsync("/a");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        var next = stale;
        while (next.Text == "version 0")
        {
            limit.Token.ThrowIfCancellationRequested();
            next = await proxy.GetAsync("/a");
        }

        Assert.Equal(("version 0", "weir; hit; ttl=-10; key=\"/a\""), (stale.Text, stale["Cache-Status"]));
        Assert.Equal("version 1", next.Text);
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact]
    public async Task Stale_if_error_stands_in_for_an_error_of_the_origin()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? With("Cache-Control: max-age=10, stale-if-error=60") : Raw(Error)
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        var stale = await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(60));
        var error = await proxy.GetAsync("/a");

        Assert.Equal((200, "content", "20"), (stale.Status, stale.Text, stale["Age"]));
        Assert.Contains("detail=\"stale-if-error\"", stale["Cache-Status"], StringComparison.Ordinal);
        Assert.Equal(503, error.Status);
    }

    [Fact]
    public async Task Stale_if_error_stands_in_for_an_origin_that_does_not_answer()
    {
        await using var proxy = new TestProxy(request =>
            request.Number == 0 ? With("Cache-Control: max-age=10, stale-if-error=60") : Raw("no HTTP\r\n\r\n")
        );
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        var stale = await proxy.GetAsync("/a");

        Assert.Equal((200, "content"), (stale.Status, stale.Text));
    }

    private static Misbehaviour Version(TestRequest request, string control) =>
        With("Cache-Control: " + control) with
        {
            Content = System.Text.Encoding.ASCII.GetBytes($"version {request.Number}"),
            ETag = $"\"{request.Number}\"",
        };
}
