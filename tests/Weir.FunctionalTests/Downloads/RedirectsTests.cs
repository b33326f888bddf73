using Weir.Downloads.Downloading;
using Weir.FunctionalTests.Origin;
using Weir.Measurements.Records;
using Weir.Testing.Origins;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Redirects: followed by rules, and forgotten when what they lead to expires.</summary>
public sealed class RedirectsTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_followed_once_and_remembered_for_the_segments(int status)
    {
        await using var target = new MisbehavingOrigin(_scene.File.Bytes, _ => new() { ShortenTo = 1 << 20 });
        var origin = _scene.Add(new Misbehaviour { Status = status, Location = target.Url("/there?token=1") });

        var record = await _scene.DownloadRightAsync();

        Assert.Single(origin.Requests);
        Assert.All(target.Requests, r => Assert.Equal("/there?token=1", r.Target));
        Assert.Equal(origin.Url(), record.Sources[0].Url);
        Assert.Equal(0, record.Sources[0].Failures);
    }

    [Theory]
    [InlineData("/there")]
    [InlineData("there")]
    [InlineData("./x/../there")]
    [InlineData("//127.0.0.1:PORT/there")]
    [InlineData("http://127.0.0.1:PORT/there#fragment")]
    public async Task Location_is_resolved_against_the_url_that_answered(string location)
    {
        var origin = _scene.Add();
        origin.Behave = r =>
            r.Target == "/there"
                ? Misbehaviour.None
                : new() { Location = location.Replace("PORT", $"{origin.Port}", StringComparison.Ordinal) };

        await _scene.DownloadRightAsync();

        Assert.Equal(1, origin.ConnectionCount);
    }

    [Fact]
    public async Task Secrets_of_a_source_do_not_go_to_another_server()
    {
        await using var other = new MisbehavingOrigin(_scene.File.Bytes);
        var origin = _scene.Add(r =>
            r.Target == "/inside" ? new() { Location = other.Url("/there") } : new() { Location = "/inside" }
        );
        _scene.FurtherUrls.Add($"http://user:secret@127.0.0.1:{origin.Port}/secret");
        _scene.Change(o =>
            o with
            {
                Client = "team-1",
                Fields = [new("Authorization", "Bearer t"), new("Cookie", "c=1"), new("X-Api-Key", "k")],
            }
        );

        await _scene.DownloadRightAsync();

        Assert.All(origin.Requests, r => Assert.Equal("k", r.Header("X-Api-Key")));
        Assert.Contains(
            origin.Requests,
            r => r.Target == "/inside" && r.Headers.Any(h => h.Value.StartsWith("Basic ", StringComparison.Ordinal))
        );
        Assert.NotEmpty(other.Requests);
        Assert.All(
            other.Requests,
            r =>
                Assert.DoesNotContain(
                    r.Headers,
                    h => h.Key is "Authorization" or "Cookie" or "X-Api-Key" or "Weir-Client"
                )
        );
    }

    [Fact]
    public async Task Signed_target_that_expires_is_asked_for_anew()
    {
        var signature = 0;
        var served = 0;
        await using var target = new MisbehavingOrigin(_scene.File.Bytes);
        target.Behave = r =>
            r.Target != $"/signed?{Volatile.Read(ref signature)}" ? new() { Status = 403 }
            : Interlocked.Increment(ref served) % 2 == 0 ? Expire(new() { CloseAfter = 500_000 })
            : new() { ShortenTo = 500_000 };
        var origin = _scene.Add(_ => new() { Location = target.Url($"/signed?{Volatile.Read(ref signature)}") });

        var record = await _scene.DownloadRightAsync();

        Assert.True(origin.Requests.Count > 2, $"asked {origin.Requests.Count} times");
        Assert.InRange(record.Sources[0].Bytes, Bytes, Bytes + 1000);

        Misbehaviour Expire(Misbehaviour then)
        {
            Interlocked.Increment(ref signature);
            return then;
        }
    }

    [Fact]
    public async Task Target_that_dies_is_left_for_the_one_that_the_source_names_next()
    {
        await using var first = new MisbehavingOrigin(_scene.File.Bytes);
        await using var second = new MisbehavingOrigin(_scene.File.Bytes);
        first.BytesPerSecond = 4_000_000;
        var isDead = false;
        _scene.Add(_ => new() { Location = Volatile.Read(ref isDead) ? second.Url() : first.Url() });

        var download = _scene.DownloadRightAsync();
        await first.WaitUntilAsync(o => o.BodyBytesSent > 1_000_000);
        Volatile.Write(ref isDead, true);
        await first.StopAsync();
        await download;

        Assert.True(second.BodyBytesSent > 0);
    }

    [Theory]
    [InlineData("/file.bin", "circle")]
    [InlineData("ftp://127.0.0.1/f", "scheme ftp")]
    [InlineData("file:///etc/passwd", "scheme file")]
    [InlineData("http://127.0.0.1:0/f", "port 0")]
    [InlineData("http://[/f", "no URL")]
    public async Task Redirect_that_is_not_followed_says_why(string location, string reason)
    {
        _scene.Add(new Misbehaviour { Location = location });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains(reason, record.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redirect_from_https_is_followed_to_https_only(bool isSecure)
    {
        await using var target = new MisbehavingOrigin(_scene.File.Bytes);
        await using var secureTarget = new TlsFront(target, TestCertificate.Localhost.Leaf);
        await using var origin = new MisbehavingOrigin(
            _scene.File.Bytes,
            _ => new() { Location = isSecure ? secureTarget.Url() : target.Url() }
        );
        await using var front = new TlsFront(origin, TestCertificate.Localhost.Leaf);
        _scene.FurtherUrls.Add(front.Url());
        _scene.Change(o => o with { Trust = PeerTrust.Create(null, null, isInsecure: true, out _)! });

        if (isSecure)
        {
            await _scene.DownloadRightAsync();
            return;
        }
        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);
        Assert.Contains("from https to http://", record.Error, StringComparison.Ordinal);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task Receipt_goes_to_no_server_that_a_redirect_leads_to_and_to_few_places()
    {
        await using var target = new MisbehavingOrigin(_scene.File.Bytes, _ => Wanting("/elsewhere"));
        target.Behave = r => Wanting($"/elsewhere/{r.Number}") with { ShortenTo = 64 << 10 };
        var origin = _scene.Add(r => Wanting($"/receipts/{r.Number}") with { ShortenTo = 64 << 10 });
        _scene.Add(new Misbehaviour { Location = target.Url() });
        target.BytesPerSecond = 2_000_000;

        await _scene.DownloadRightAsync();

        Assert.NotEmpty(target.Requests);
        Assert.DoesNotContain(target.Requests, r => r.Method == "POST");
        Assert.InRange(origin.Requests.Count(r => r.Method == "POST"), 1, 32);

        static Misbehaviour Wanting(string path) => new() { Fields = [("Weir-Receipt", path)] };
    }

    [Fact]
    public async Task Redirects_without_end_end()
    {
        var origin = _scene.Add();
        origin.Behave = r => new() { Location = $"/x{r.Number}" };

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains("more than 10 redirects", record.Error, StringComparison.Ordinal);
        Assert.Equal(11, origin.Requests.Count);
        Assert.Equal(SourceState.Failed, record.Sources[0].State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redirect_with_an_endless_body_is_followed_all_the_same(bool isSlow)
    {
        await using var target = new MisbehavingOrigin(_scene.File.Bytes);
        var head = $"HTTP/1.1 302 Found\r\nLocation: {target.Url()}\r\n\r\n";
        _scene.Add(
            new Misbehaviour
            {
                Garbage = System.Text.Encoding.ASCII.GetBytes(head + new string('x', isSlow ? 10 : 4 << 20)),
            }
        );

        await _scene.DownloadRightAsync();
    }
}
