using System.Security.Cryptography;
using Weir.Content.Metalink;
using Weir.FunctionalTests.Clients;
using Weir.Origin.Digests;
using Weir.Origin.Replicas;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Digests;

public sealed class DigestTests
{
    private static readonly byte[] Content = new TestContent(3_000_000).Bytes.ToArray();

    [Fact]
    public async Task A_digest_is_told_to_who_asks_for_it_once_it_is_known()
    {
        await using var origin = await StartAsync();
        Assert.Equal(200, (await origin.GetAsync("/data.bin", "Want-Repr-Digest: sha-256=1\r\n")).Status);
        await Eventually.HoldsAsync(() => origin.Server.Hashing.Done == 1);

        var whole = await AskedAsync(origin, "Want-Repr-Digest: sha-512=10, sha-256=1\r\n", "Repr-Digest");
        Assert.Equal(Digest(Content), whole);
        Assert.Null((await origin.GetAsync("/data.bin"))["Repr-Digest"]);
        Assert.Null((await origin.GetAsync("/data.bin", "Want-Repr-Digest: sha-512=1\r\n"))["Repr-Digest"]);
        var part = await origin.GetAsync("/data.bin", "Range: bytes=5-9\r\nWant-Repr-Digest: sha-256=1\r\n");
        Assert.Equal((206, whole), (part.Status, part["Repr-Digest"]));
        var head = await origin.GetAsync("/data.bin", "Want-Repr-Digest: sha-256=1\r\n", "HEAD");
        Assert.Equal(whole, head["Repr-Digest"]);
        var old = await origin.GetAsync("/data.bin", "Want-Digest: SHA-512;q=1, SHA-256;q=0.5\r\n");
        Assert.Equal(whole.Replace("sha-256=:", "SHA-256=").TrimEnd(':'), old["Digest"]);
    }

    [Theory]
    [InlineData("", 0, 2_999_999)]
    [InlineData("Range: bytes=1000-1999\r\n", 1000, 1999)]
    [InlineData("Range: bytes=262144-524287\r\n", 262_144, 524_287)]
    [InlineData("Range: bytes=2883584-\r\n", 2_883_584, 2_999_999)]
    public async Task A_content_digest_is_of_just_the_bytes_of_the_message(string range, int from, int to)
    {
        await using var origin = await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var answer = await origin.GetAsync("/data.bin", range + "Want-Content-Digest: sha-256=1\r\n");
            Assert.Equal(Content[from..(to + 1)], answer.Body);
            Assert.Equal(Digest(answer.Body), answer["Content-Digest"]);
            // The second time the hashes of the file are known, and pieces need not be read.
            await Eventually.HoldsAsync(() => origin.Server.Hashing is { Done: 1, Files: 0 });
        }
    }

    [Fact]
    public async Task A_Metalink_says_size_hashes_and_all_copies()
    {
        await using var origin = await StartAsync(
            replicas: 3,
            // Hashing lets all others go first, and these tests are many.
            options => Mirrored(options) with { Digests = new DigestOptions { Patience = TimeSpan.FromMinutes(3) } }
        );
        var ports = origin.Server.Replicas.Select(replica => replica.Status.Address.Port).ToArray();
        using var client = await origin.ConnectAsync(2);
        await client.SendAsync($"GET /sub/a%20b.bin.meta4 HTTP/1.1\r\nHost: localhost:{ports[1]}\r\n\r\n");
        var answer = await client.ReadAsync();

        Assert.Equal((200, "application/metalink4+xml"), (answer.Status, answer["Content-Type"]));
        Assert.True(MetalinkDocument.TryParse(answer.Body, out var metalink, out var problem), problem);
        var file = Assert.Single(metalink.Files);
        Assert.Equal(("a b.bin", 3_000_000L), (file.Name, file.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Content)), Assert.Single(file.Hashes).Hex);
        Assert.True(file.Pieces!.Matches(11, SHA256.HashData(Content.AsSpan(11 * 262_144))));
        Assert.Equal(
            [
                new MetalinkUrl($"http://localhost:{ports[1]}/sub/a%20b.bin", 1),
                new MetalinkUrl($"http://localhost:{ports[0]}/sub/a%20b.bin", 1),
                new MetalinkUrl($"http://localhost:{ports[2]}/sub/a%20b.bin", 1),
                new MetalinkUrl("http://b.example/files/sub/a%20b.bin", 2),
            ],
            file.Urls
        );
    }

    [Fact]
    public async Task A_file_of_that_name_wins_over_what_is_made()
    {
        await using var origin = await TestOrigin.StartAsync(folder =>
        {
            folder.Write("root/f", [1]);
            folder.Write("root/f.meta4", "mine"u8.ToArray());
        });
        Assert.Equal("mine", (await origin.GetAsync("/f.meta4")).Text);
    }

    [Theory]
    [InlineData("/missing.meta4")]
    [InlineData("/sub.meta4")]
    [InlineData("/.meta4")]
    [InlineData("/data.bin.meta4.meta4")]
    [InlineData("/data.bin.meta4/")]
    public async Task There_is_no_Metalink_of_what_is_no_file(string target)
    {
        await using var origin = await StartAsync();
        Assert.Equal(404, (await origin.GetAsync(target)).Status);
    }

    [Fact]
    public async Task A_Metalink_whose_hashes_take_too_long_is_to_be_asked_for_again()
    {
        await using var origin = await StartAsync(change: options =>
            options with
            {
                Digests = new DigestOptions { Threads = 0, Patience = TimeSpan.FromMilliseconds(50) },
            }
        );
        var answer = await origin.GetAsync("/data.bin.meta4");
        Assert.Equal((503, "1"), (answer.Status, answer["Retry-After"]));
        Assert.Equal(200, (await origin.GetAsync("/data.bin")).Status);
    }

    [Fact]
    public async Task Links_name_copies_and_the_Metalink()
    {
        await using var origin = await StartAsync(replicas: 2, Mirrored);
        var ports = origin.Server.Replicas.Select(replica => replica.Status.Address.Port).ToArray();
        using var client = await origin.ConnectAsync();
        foreach (var method in new[] { "GET", "HEAD" })
        {
            await client.SendAsync($"{method} /sub/a%20b.bin HTTP/1.1\r\nHost: 127.0.0.1:{ports[0]}\r\n\r\n");
            Assert.Equal(
                $"<http://127.0.0.1:{ports[1]}/sub/a%20b.bin>; rel=duplicate; pri=1, "
                    + "<http://b.example/files/sub/a%20b.bin>; rel=duplicate; pri=2, "
                    + "<a%20b.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\"",
                (await client.ReadAsync(toHead: method == "HEAD"))["Link"]
            );
        }

        // Under a name that is not this port, nobody knows the others' ports.
        await client.SendAsync("GET http://front.example/data.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.DoesNotContain("127.0.0.1", (await client.ReadAsync())["Link"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_in_another_root_is_named_once_it_is_known_to_be_one_and_no_longer_than_it_is()
    {
        await using var origin = await StartAsync(
            replicas: 2,
            options =>
            {
                var other = Path.Combine(options.Replicas[0].Root, "..", "other");
                Directory.CreateDirectory(other);
                return options with { Replicas = [options.Replicas[0], options.Replicas[1] with { Root = other }] };
            }
        );
        var ports = origin.Server.Replicas.Select(replica => replica.Status.Address.Port).ToArray();
        Assert.False(await IsNamedAsync());
        origin.Folder.Write("other/data.bin", Content);
        await BecomesAsync(true);
        origin.Folder.Write("other/data.bin", new TestContent(Content.Length, seed: 2).Bytes.Span);
        await BecomesAsync(false);

        async Task BecomesAsync(bool expected)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (await IsNamedAsync() != expected)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        async Task<bool> IsNamedAsync()
        {
            using var client = await origin.ConnectAsync();
            await client.SendAsync($"HEAD /data.bin HTTP/1.1\r\nHost: 127.0.0.1:{ports[0]}\r\n\r\n");
            return (await client.ReadAsync(toHead: true))["Link"]!.Contains($":{ports[1]}/", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hashes_are_kept_across_restarts_and_damage_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var cache = folder["cache"];
        folder.Write("data.bin", Content);
        foreach (var expected in new[] { 1, 0 })
            Assert.Equal(expected, await HashedAsync());
        var record = Assert.Single(Directory.GetFiles(cache));
        var bytes = await File.ReadAllBytesAsync(record, TestContext.Current.CancellationToken);
        bytes[80] ^= 1;
        await File.WriteAllBytesAsync(record, bytes, TestContext.Current.CancellationToken);
        foreach (var expected in new[] { 1, 0 })
            Assert.Equal(expected, await HashedAsync());

        async Task<long> HashedAsync()
        {
            await using var origin = await TestOrigin.StartAsync(
                _ => { },
                change: options =>
                    options with
                    {
                        Replicas = [options.Replicas[0] with { Root = folder["data.bin"] }],
                        Digests = new DigestOptions { CacheFolder = cache },
                    }
            );
            var digest = await AskedAsync(origin, "Want-Repr-Digest: sha-256=1\r\n", "Repr-Digest");
            Assert.Equal(Digest(Content), digest);
            return origin.Server.Hashing.Done;
        }
    }

    [Fact]
    public async Task A_file_that_changed_has_another_digest()
    {
        await using var origin = await StartAsync();
        await AskedAsync(origin, "Want-Repr-Digest: sha-256=1\r\n", "Repr-Digest");
        origin.Folder.Write("root/data.bin", "new"u8.ToArray());

        Assert.Equal(
            Digest("new"u8.ToArray()),
            await AskedAsync(origin, "Want-Repr-Digest: sha-256=1\r\n", "Repr-Digest")
        );
    }

    private static OriginOptions Mirrored(OriginOptions options) =>
        options with
        {
            Mirrors = ["http://b.example/files/"],
        };

    private static string Digest(byte[] bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    /// <summary>Asks until it is answered: hashing goes on in the background.</summary>
    private static async Task<string> AskedAsync(TestOrigin origin, string fields, string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            if ((await origin.GetAsync("/data.bin", fields))[name] is { } value)
                return value;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    private static Task<TestOrigin> StartAsync(int replicas = 1, Func<OriginOptions, OriginOptions>? change = null) =>
        TestOrigin.StartAsync(
            folder =>
            {
                Directory.CreateDirectory(folder["root/sub"]);
                folder.Write("root/data.bin", Content);
                folder.Write("root/sub/a b.bin", Content);
            },
            replicas,
            change
        );
}
