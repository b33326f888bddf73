using System.Net;
using System.Security.Cryptography.X509Certificates;
using Weir.Collector.Reading;
using Weir.Collector.Storage;
using Weir.Collector.Tokens;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Collector;

public sealed class AccessTests
{
    [Fact]
    public async Task Without_a_token_only_health_and_metrics_answer()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await collector.GetAsync("healthz"));
        Assert.Contains("weir_collector_accepted_total 0\n", (await collector.GetAsync("metrics")).Text);
        foreach (var path in new[] { "agents", "targets", "measurements", "summary", "series" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await collector.GetAsync($"api/v1/{path}")).Status);
        using var answer = await collector.PostAsync([]);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        await using var collector = await RunningCollector.StartAsync();
        collector.Use(TokenSecret.Make());

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "{\"error\":\"the token is not known, or was revoked\"}\n"),
            await collector.GetAsync("api/v1/agents")
        );
    }

    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_no_more()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.Write);
        await collector.SendAsync(Records.Transfer("1"));
        Assert.Equal(
            (HttpStatusCode.Forbidden, "{\"error\":\"the token has the scope write; read is needed\"}\n"),
            await collector.GetAsync("api/v1/agents")
        );

        collector.Use(await collector.AddTokenAsync("reader", TokenScopes.Read));
        Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync("api/v1/agents")).Status);
        using var answer = await collector.PostAsync([]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_from_the_next_request_on()
    {
        await using var collector = await RunningCollector.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await collector.GetAsync("api/v1/agents")).Status);

        Assert.True(await collector.Store.TryRevokeAsync("tester", CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, (await collector.GetAsync("api/v1/agents")).Status);
        Assert.False(await collector.Store.TryRevokeAsync("tester", CancellationToken.None));
    }

    [Fact]
    public async Task A_name_is_in_force_once_and_free_again_when_revoked()
    {
        await using var collector = await RunningCollector.StartAsync();
        var hash = TokenSecret.Hash(TokenSecret.Make());

        Assert.False(await collector.Store.TryAddAsync("tester", hash, TokenScopes.Read, CancellationToken.None));
        await collector.Store.TryRevokeAsync("tester", CancellationToken.None);
        Assert.True(await collector.Store.TryAddAsync("tester", hash, TokenScopes.Read, CancellationToken.None));
        Assert.Equal(
            [(TokenScopes.Read | TokenScopes.Write, true), (TokenScopes.Read, false)],
            (await collector.Store.ListAsync(CancellationToken.None)).Select(t => (t.Scopes, t.RevokedAt is not null))
        );
    }

    [Fact]
    public async Task Secrets_are_not_in_the_store()
    {
        await using var collector = await RunningCollector.StartAsync();
        var secret = await collector.AddTokenAsync("other", TokenScopes.Read);
        foreach (var file in new[] { collector.StoreFile, collector.StoreFile + "-wal" })
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("localhost:1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    public async Task Open_reading_is_for_who_names_this_machine(string? host, HttpStatusCode status)
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None, isReadOpen: true);
        collector.Client.DefaultRequestHeaders.Host = host;

        Assert.Equal(status, (await collector.GetAsync("api/v1/agents")).Status);
        using var answer = await collector.PostAsync([]);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_pinned_certificate_is_trusted_and_no_other()
    {
        using var folder = new TemporaryFolder();
        using var certificate = Certificate(folder["one"]);
        using var other = Certificate(folder["two"]);
        await using var collector = await RunningCollector.StartAsync(
            certificate: certificate,
            trust: Pin(certificate)
        );
        await collector.SendAsync(Records.Transfer("1"));
        var token = await collector.AddTokenAsync("reader", TokenScopes.Read);

        using var reader = new CollectorReader(new CollectorAddress(collector.Url, token, Pin(certificate)));
        var result = await reader.RollupsAsync(new MeasurementFilter(), CancellationToken.None);
        Assert.Null(result.Problem);
        Assert.Equal(1, Assert.Single(result.Rollups).Summary.Downloads);

        using var misled = new CollectorReader(new CollectorAddress(collector.Url, token, Pin(other)));
        var refused = await misled.RollupsAsync(new MeasurementFilter(), CancellationToken.None);
        Assert.Equal(
            $"the certificate of {collector.Url} is not trusted; give --pin sha256:HEX as it prints it, or --cacert FILE",
            refused.Problem
        );
    }

    [Fact]
    public async Task A_collector_that_shakes_no_hands_is_told()
    {
        await using var silent = new LoopbackPeer(
            (_, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end)
        );
        var url = new Uri($"https://127.0.0.1:{silent.Port}/");
        using var reader = new CollectorReader(new CollectorAddress(url, null, PeerTrust.Default));

        var refused = await reader.RollupsAsync(new MeasurementFilter(), CancellationToken.None);

        Assert.Equal($"{url} cannot be asked; it does not answer within 5 s", refused.Problem);
    }

    private static X509Certificate2 Certificate(string folder) =>
        SelfSigned.LoadOrMake(folder, TimeProvider.System.GetUtcNow(), out _)!;

    private static PeerTrust Pin(X509Certificate2 certificate) =>
        PeerTrust.Create(null, $"sha256:{TlsIdentity.Fingerprint(certificate)}", isInsecure: false, out _)!;
}
