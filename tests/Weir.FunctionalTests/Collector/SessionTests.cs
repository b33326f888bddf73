using System.Net;
using System.Net.Http.Json;
using Weir.Collector.Tokens;
using Weir.Testing.Time;

namespace Weir.FunctionalTests.Collector;

public sealed class SessionTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("form")]
    [InlineData("text")]
    [InlineData("bearer")]
    public async Task A_token_is_exchanged_for_a_cookie_that_no_script_reads_and_no_other_site_sends(string way)
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var token = await collector.AddTokenAsync("ann", TokenScopes.Read);

        using var request = SignIn(token, way);
        using var answer = await collector.AskAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"weir-session-{collector.Url.Port}=", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync("api/v1/agents")).Status);
        Assert.Equal(
            "{\"signed_in\":true,\"may_read\":true,\"may_manage\":false}\n",
            (await collector.GetAsync("session")).Text
        );
    }

    [Fact]
    public async Task A_session_lets_look_and_never_write()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        await SignInAsync(collector, TokenScopes.Read | TokenScopes.Write);

        using var answer = await collector.PostAsync("{}"u8.ToArray());
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using var progress = await collector.PostToAsync("api/v1/progress", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, progress.StatusCode);
    }

    [Fact]
    public async Task A_token_that_may_not_read_signs_nobody_in()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var token = await collector.AddTokenAsync("agent", TokenScopes.Write);

        using var request = SignIn(token, "json");
        using var answer = await collector.AskAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    public async Task A_wrong_token_signs_nobody_in(string token)
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);

        using var request = SignIn(token, "json");
        using var answer = await collector.AskAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_page_of_another_site_can_sign_nobody_in_or_out()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var token = await SignInAsync(collector, TokenScopes.Read);

        using var forged = SignIn(token, "json");
        forged.Headers.Add("Origin", "http://evil.example");
        using var refused = await collector.AskAsync(forged);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var end = new HttpRequestMessage(HttpMethod.Delete, "session");
        end.Headers.Add("Origin", "http://evil.example");
        using var kept = await collector.AskAsync(end);
        Assert.Equal(HttpStatusCode.Forbidden, kept.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync("api/v1/agents")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var token = await collector.AddTokenAsync("ann", TokenScopes.Read);
        using var request = SignIn(token, "json");
        using var signedIn = await collector.AskAsync(request);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Split(';')[0];

        using var end = new HttpRequestMessage(HttpMethod.Delete, "session");
        end.Headers.Add("Origin", collector.Url.GetLeftPart(UriPartial.Authority));
        using var ended = await collector.AskAsync(end);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var replay = new HttpRequestMessage(HttpMethod.Get, "api/v1/agents");
        replay.Headers.Add("Cookie", cookie);
        using var stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        stranger.BaseAddress = collector.Url;
        using var answer = await stranger.SendAsync(replay, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Revoking_the_token_ends_its_sessions_at_once()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        await SignInAsync(collector, TokenScopes.Read);
        Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync("api/v1/agents")).Status);

        Assert.True(await collector.Store.TryRevokeAsync("ann", CancellationToken.None));

        Assert.Equal(HttpStatusCode.Unauthorized, (await collector.GetAsync("api/v1/agents")).Status);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_told_no_more_of_what_happens()
    {
        var time = new ManualTimeProvider();
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None, time: time);
        await SignInAsync(collector, TokenScopes.Read);
        await using var stream = await collector.Client.GetStreamAsync(
            new Uri("api/v1/live", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream);
        for (var line = ""; line is not ": still here"; )
            line = await time.AdvanceUntilAsync(
                reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(),
                TimeSpan.FromSeconds(4)
            );

        Assert.True(await collector.Store.TryRevokeAsync("ann", CancellationToken.None));

        // It ends; before, it would have gone on for ever.
        await time.AdvanceUntilAsync(
            reader.ReadToEndAsync(TestContext.Current.CancellationToken),
            TimeSpan.FromSeconds(4)
        );
    }

    private static async Task<string> SignInAsync(RunningCollector collector, TokenScopes scopes)
    {
        var token = await collector.AddTokenAsync("ann", scopes);
        using var request = SignIn(token, "json");
        using var answer = await collector.AskAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return token;
    }

    private static HttpRequestMessage SignIn(string token, string way)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "session");
        if (way == "bearer")
            request.Headers.Authorization = new("Bearer", token);
        else
            request.Content = way switch
            {
                "json" => JsonContent.Create(new { token }),
                "form" => new FormUrlEncodedContent([new("token", token)]),
                _ => new StringContent(token + "\n"),
            };
        return request;
    }
}
