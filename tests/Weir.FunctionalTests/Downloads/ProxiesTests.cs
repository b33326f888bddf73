using System.Text;
using Weir.Downloads.Downloading;
using Weir.Downloads.Fetching;
using Weir.Downloads.Proxies;
using Weir.Downloads.Sources;
using Weir.Testing.Origins;
using Weir.Transport.Blocking;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Downloads through a proxy, and the name that a server suggests.</summary>
public sealed class ProxiesTests : IAsyncDisposable
{
    private readonly Scene _scene = new(1 << 20);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Proxy_is_told_the_whole_url_and_its_user()
    {
        await using var proxy = new MisbehavingOrigin(_scene.File.Bytes);
        _scene.FurtherUrls.Add("http://no-such-host.invalid:81/dir/file.bin?q");
        _scene.Change(o => o with { Proxies = Through(proxy, "user:pass@") });

        await _scene.DownloadRightAsync();

        Assert.All(
            proxy.Requests,
            r =>
            {
                Assert.Equal("http://no-such-host.invalid:81/dir/file.bin?q", r.Target);
                Assert.Equal("no-such-host.invalid:81", r.Header("Host"));
                Assert.Equal("Basic dXNlcjpwYXNz", r.Header("Proxy-Authorization"));
            }
        );
    }

    [Fact]
    public async Task Redirect_to_an_exception_goes_there_directly_and_without_the_proxys_password()
    {
        var direct = new MisbehavingOrigin(_scene.File.Bytes);
        await using var proxy = new MisbehavingOrigin(_scene.File.Bytes, _ => new() { Location = direct.Url() });
        _scene.FurtherUrls.Add("http://no-such-host.invalid/file.bin");
        _scene.Change(o => o with { Proxies = Through(proxy, "user:pass@", "127.0.0.1") });

        await _scene.DownloadRightAsync();

        Assert.NotEmpty(direct.Requests);
        Assert.All(direct.Requests, r => Assert.Null(r.Header("Proxy-Authorization")));
        Assert.All(direct.Requests, r => Assert.Equal("/file.bin", r.Target));
        await direct.DisposeAsync();
    }

    [Fact]
    public async Task Proxy_that_is_not_there_is_named()
    {
        var proxy = new MisbehavingOrigin(default);
        await proxy.DisposeAsync();
        _scene.FurtherUrls.Add("http://no-such-host.invalid/file.bin");
        _scene.Change(o => o with { Proxies = Through(proxy, "user:secret@") });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);

        Assert.Contains($"the proxy 127.0.0.1:{proxy.Port}", record.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", record.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", null)]
    [InlineData("HTTP/1.1 200 Established\r\n\r\nSSH-2.0", "more than its answer")]
    [InlineData("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "407")]
    [InlineData("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "503")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "malformed")]
    [InlineData("", "closed the connection")]
    public async Task Tunnel_is_open_when_the_proxy_says_so_and_only_then(string answer, string? reason)
    {
        await using var proxy = new MisbehavingOrigin(
            default,
            _ => answer == "200" ? Misbehaviour.None : new() { Garbage = Encoding.ASCII.GetBytes(answer) }
        );
        using var socket = BlockingSocket.Connect(
            "127.0.0.1",
            proxy.Port,
            TimeSpan.FromSeconds(5),
            TimeProvider.System,
            () => false,
            out _
        );
        Assert.NotNull(socket);
        var address = new ProxyAddress("127.0.0.1", proxy.Port, "Basic x");
        Assert.True(SourceAddress.TryParse("http://[::1]:8443/f", out var to, out _));

        var failure = await Task.Run(
            () => ProxyTunnel.Open(socket, address, to, TimeSpan.FromSeconds(5), TimeProvider.System),
            Scene.Ct
        );

        if (reason is null)
            Assert.Null(failure);
        else
            Assert.Contains(reason, failure?.Reason, StringComparison.Ordinal);
        var request = Assert.Single(proxy.Requests);
        Assert.Equal(("CONNECT", "[::1]:8443"), (request.Method, request.Target));
        Assert.Equal(("[::1]:8443", "Basic x"), (request.Header("Host"), request.Header("Proxy-Authorization")));
    }

    [Theory]
    [InlineData("attachment; filename=\"report.bin\"", "report.bin")]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("attachment; filename=\"C:\\Windows\\x.bin\";", "x.bin")]
    [InlineData("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("attachment; filename*=UTF-8''%E2%80%AEgpj.exe", "_gpj.exe")]
    [InlineData("attachment; filename=CON.txt", "_CON.txt")]
    [InlineData("attachment; filename=\"..\"", null)]
    [InlineData("attachment", null)]
    public async Task Suggested_name_is_never_a_path(string field, string? expected)
    {
        var origin = _scene.Add(new Misbehaviour { Fields = [("Content-Disposition", field)] });
        Assert.True(SourceAddress.TryParse(origin.Url("/x"), out var source, out _));

        var name = await SuggestedName.AskAsync([source], _scene.Options, TimeProvider.System, Scene.Ct);

        Assert.Equal(expected, name);
    }

    private static ProxyRules Through(MisbehavingOrigin proxy, string user, string exceptions = "") =>
        ProxyRules.FromEnvironment(
            name =>
                name switch
                {
                    "http_proxy" => $"http://{user}127.0.0.1:{proxy.Port}",
                    "no_proxy" => exceptions,
                    _ => null,
                },
            out _
        );
}
