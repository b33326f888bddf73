using System.Net;
using System.Text;
using System.Text.Json;
using Weir.Collector.Managing;
using Weir.Collector.Tokens;
using Weir.Origin.Replicas;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Collector;

public sealed class ManageTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private OriginServer _origin = null!;
    private ManagedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = new OriginServer(
            new OriginOptions
            {
                Replicas = [new ReplicaOptions(new IPEndPoint(IPAddress.Loopback, 0), _folder.Path, null)],
                Control = new IPEndPoint(IPAddress.Loopback, 0),
                ControlToken = _folder["control.token"],
            },
            TimeProvider.System
        );
        Assert.Null(await _origin.StartAsync());
        _server = new ManagedServer(
            "origin",
            new Uri($"http://{_origin.Control!.EndPoint}/"),
            _folder["control.token"]
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_button_reaches_the_server_and_its_token_stays_behind()
    {
        await using var collector = await StartAsync(TokenScopes.Read);

        var (status, text) = await PressAsync(collector, "POST", "replicas/1/pause");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(ReplicaState.Paused, _origin.Replicas[0].Status.State);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("paused", json.RootElement.GetProperty("state").GetString());
        var token = await File.ReadAllTextAsync(_folder["control.token"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(token.Trim(), (await collector.GetAsync("api/v1/manage")).Text, StringComparison.Ordinal);
        Assert.Equal(
            "paused",
            (await collector.JsonAsync("api/v1/manage/origin/replicas"))
                .GetProperty("items")[0]
                .GetProperty("state")
                .GetString()
        );
    }

    [Fact]
    public async Task A_setting_takes_its_body_along_and_a_mistake_in_it_comes_back()
    {
        await using var collector = await StartAsync(TokenScopes.Read);

        Assert.Equal(
            HttpStatusCode.OK,
            (await PressAsync(collector, "PUT", "replicas/1/rate", "{\"rate\":\"8Mbit\"}")).Status
        );
        Assert.Equal(8e6, _origin.Replicas[0].Status.Rate!.Value.BitsPerSecond);
        var (status, text) = await PressAsync(collector, "PUT", "replicas/1/rate", "{\"rate\":\"soon\"}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("\"error\":\"The rate is not understood", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "origin/metrics")]
    [InlineData("POST", "origin/replicas/1/rate")]
    [InlineData("POST", "other/replicas/1/pause")]
    public async Task Nothing_but_buttons_is_passed_on(string method, string path)
    {
        await using var collector = await StartAsync(TokenScopes.Read);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await PressAsync(collector, method, path["origin/".Length..], server: path[..6].TrimEnd('/'))).Status
        );
    }

    [Fact]
    public async Task Without_signing_in_nobody_manages_even_where_reading_is_open()
    {
        await using var collector = await StartAsync(TokenScopes.None, isReadOpen: true);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PressAsync(collector, "POST", "replicas/1/stop")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await collector.GetAsync("api/v1/manage")).Status);
        Assert.Equal(ReplicaState.Serving, _origin.Replicas[0].Status.State);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task With_a_session_only_the_collectors_own_page_presses_buttons(
        string? origin,
        HttpStatusCode expected
    )
    {
        await using var collector = await StartAsync(TokenScopes.None);
        var token = await collector.AddTokenAsync("ann", TokenScopes.Read);
        using var signedIn = await collector.PostToAsync("session", new StringContent(token));
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);

        var own = collector.Url.GetLeftPart(UriPartial.Authority);
        var (status, _) = await PressAsync(
            collector,
            "POST",
            "replicas/1/stop",
            origin: origin == "own" ? own : origin
        );

        Assert.Equal(expected, status);
        Assert.Equal(
            expected is HttpStatusCode.OK ? ReplicaState.Stopped : ReplicaState.Serving,
            _origin.Replicas[0].Status.State
        );
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "evil.example", HttpStatusCode.Forbidden)]
    public async Task In_the_lab_this_machine_manages_and_no_page_of_the_web(
        string? origin,
        string? host,
        HttpStatusCode expected
    )
    {
        await using var collector = await StartAsync(TokenScopes.None, isReadOpen: true, isManagingOpen: true);

        Assert.Equal(
            expected,
            (await PressAsync(collector, "POST", "replicas/1/pause", origin: origin, host: host)).Status
        );
    }

    [Fact]
    public async Task A_server_that_is_away_is_named()
    {
        _server = _server with { Url = new Uri("http://127.0.0.1:1/") };
        await using var collector = await StartAsync(TokenScopes.Read);

        var (status, text) = await PressAsync(collector, "POST", "replicas/1/pause");

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains($"origin at {_server.Url} cannot be reached", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_of_the_collector_is_not_told_as_the_viewers()
    {
        await using var collector = await StartAsync(TokenScopes.Read);
        await File.WriteAllTextAsync(_folder["control.token"], "another", TestContext.Current.CancellationToken);

        var (status, text) = await PressAsync(collector, "POST", "replicas/1/pause");

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains("does not accept the token that --manage names", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_act_is_started_by_its_name_and_says_when_it_cannot()
    {
        var starts = 0;
        var act = new ViewerAct("download", "Download", () => starts++ == 0 ? null : "one is under way");
        await using var collector = await StartAsync(TokenScopes.Read, act: act);

        using var first = await collector.PostToAsync("api/v1/acts/download", null);
        using var second = await collector.PostToAsync("api/v1/acts/download", null);
        using var unknown = await collector.PostToAsync("api/v1/acts/other", null);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private Task<RunningCollector> StartAsync(
        TokenScopes scopes,
        bool isReadOpen = false,
        bool isManagingOpen = false,
        ViewerAct? act = null
    ) =>
        RunningCollector.StartAsync(
            scopes,
            isReadOpen,
            configure: options =>
                options with
                {
                    Managed = [_server],
                    Acts = act is null ? [] : [act],
                    IsManagingOpen = isManagingOpen,
                }
        );

    private static async Task<(HttpStatusCode Status, string Text)> PressAsync(
        RunningCollector collector,
        string method,
        string path,
        string? body = null,
        string server = "origin",
        string? origin = null,
        string? host = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/manage/{server}/{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        request.Headers.Host = host;
        using var answer = await collector.AskAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
