using System.Security.Cryptography;
using Weir.Http.Fields;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

public sealed class DigestTests
{
    private readonly TestContent _content = new(300_000);

    [Theory]
    [InlineData("Repr-Digest", "sha-256", false)]
    [InlineData("Content-Digest", "sha-512", false)]
    [InlineData("Repr-Digest", "sha-256", true)]
    public async Task A_body_that_breaks_its_digest_is_cut_off_and_never_stored(
        string field,
        string name,
        bool isChunked
    )
    {
        await using var proxy = new TestProxy(
            _ => Promise(field, name) with { FlipByteAt = 5, Chunked = isChunked },
            _content.Bytes
        );
        for (var i = 1; i <= 2; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.GetAsync("/a");
            Assert.InRange(await client.ReadUntilResetAsync(), 1, _content.Size + 10_000);
            await proxy.WaitUntilAsync(status => status.DigestFailures == i);
        }

        Assert.Equal(0, proxy.Server.Status.Entries);
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Theory]
    [InlineData("Repr-Digest", "sha-256", false)]
    [InlineData("Content-Digest", "sha-512", true)]
    public async Task A_body_that_keeps_its_digest_is_stored(string field, string name, bool isChunked)
    {
        await using var proxy = new TestProxy(_ => Promise(field, name) with { Chunked = isChunked }, _content.Bytes);

        await proxy.GetAsync("/a");
        var hit = await proxy.GetAsync("/a");
        // It has a length when it is whole.
        while (hit["Content-Length"] is null)
            hit = await proxy.GetAsync("/a");

        Assert.StartsWith("weir; hit", hit["Cache-Status"]);
        Assert.Equal(_content.Bytes.ToArray(), hit.Body);
        Assert.Equal(0, proxy.Server.Status.DigestFailures);
    }

    private Misbehaviour Promise(string field, string name)
    {
        var digest = name == "sha-256" ? SHA256.HashData(_content.Bytes.Span) : SHA512.HashData(_content.Bytes.Span);
        var value = DigestField.Format(System.Text.Encoding.ASCII.GetBytes(name), digest);
        return With("Cache-Control: max-age=60", $"{field}: {System.Text.Encoding.ASCII.GetString(value)}");
    }
}
