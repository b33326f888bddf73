using System.Text;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>What a server tells of its file: mirrors, a Metalink, a digest.</summary>
public sealed class MirrorsTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);
    private readonly List<MisbehavingOrigin> _mirrors = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in _mirrors)
            await mirror.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task One_url_reveals_its_mirrors_which_join()
    {
        var mirrors = new[] { Mirror(_scene.File), Mirror(_scene.File) };
        var named = _scene.Add(new Misbehaviour { Fields = [Duplicates(mirrors)] });
        foreach (var origin in mirrors.Append(named))
            origin.BytesPerSecond = 1_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.Equal([named.Url(), mirrors[0].Url(), mirrors[1].Url()], record.Sources.Select(s => s.Url));
        Assert.All(mirrors, m => Assert.True(_scene.Of(record, m).Bytes > 3 * 1024));
    }

    [Fact]
    public async Task Fields_that_the_user_adds_go_only_to_the_server_that_the_user_named()
    {
        var mirror = Mirror(_scene.File);
        var named = _scene.Add(new Misbehaviour { Fields = [Duplicates(mirror)] });
        named.BytesPerSecond = 2_000_000;
        _scene.Change(o => o with { Fields = [new("Authorization", "Bearer secret")], Client = "me" });

        await _scene.DownloadRightAsync();

        Assert.All(named.Requests, r => Assert.Equal("Bearer secret", r.Header("Authorization")));
        Assert.NotEmpty(mirror.Requests);
        Assert.All(mirror.Requests, r => Assert.Null(r.Header("Authorization") ?? r.Header("Weir-Client")));
    }

    [Fact]
    public async Task Mirrors_are_left_alone_by_who_does_not_want_them()
    {
        var mirror = Mirror(_scene.File);
        _scene.Add(new Misbehaviour { Fields = [Duplicates(mirror)] });
        _scene.Change(o => o with { Mirrors = false });

        Assert.Single((await _scene.DownloadRightAsync()).Sources);
        Assert.Empty(mirror.Requests);
    }

    [Fact]
    public async Task Who_names_several_sources_has_chosen()
    {
        var mirror = Mirror(_scene.File);
        _scene.Add(new Misbehaviour { Fields = [Duplicates(mirror)] });
        _scene.Add(good: 1);

        await _scene.DownloadRightAsync();

        Assert.Empty(mirror.Requests);
    }

    [Fact]
    public async Task Mirrors_with_another_file_never_outvote_the_source_that_was_named()
    {
        var mirrors = new[] { Mirror(_scene.Lie), Mirror(_scene.Lie), Mirror(_scene.Lie) };
        var named = _scene.Add(new Misbehaviour { Fields = [Duplicates(mirrors)] });
        named.BytesPerSecond = 8_000_000;

        var record = await _scene.DownloadRightAsync();

        Assert.All(mirrors, m => Assert.NotEqual(SourceState.Done, _scene.Of(record, m).State));
    }

    [Fact]
    public async Task Mirror_that_never_answers_does_not_hold_up_the_end()
    {
        var mirror = Mirror(_scene.File, Misbehaviour.NoAnswer);
        _scene.Add(new Misbehaviour { Fields = [Duplicates(mirror)] });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Link_to_another_scheme_is_not_followed()
    {
        _scene.Add(
            new Misbehaviour { Fields = [("Link", "<file:///etc/passwd>; rel=duplicate, <ftp://h/f>; rel=duplicate")] }
        );

        Assert.Single((await _scene.DownloadRightAsync()).Sources);
    }

    [Fact]
    public async Task Metalink_that_the_server_links_to_proves_the_pieces()
    {
        var named = _scene.Add();
        named.Behave = r => Described(r, _scene.Metalink());
        named.BytesPerSecond = 8_000_000;

        Assert.Equal(Verification.Pieces, (await _scene.DownloadRightAsync()).Verified);
    }

    [Fact]
    public async Task Flipped_byte_is_found_by_the_metalink_that_the_server_links_to()
    {
        var mirror = Mirror(_scene.File);
        var named = _scene.Add();
        named.Behave = r =>
            r.Target.EndsWith(".meta4", StringComparison.Ordinal)
                ? new Misbehaviour { Content = _scene.Metalink(), IgnoreRange = true }
                : new Misbehaviour { FlipByteAt = Bytes / 2, Fields = [Link, Duplicates(mirror)] };
        named.BytesPerSecond = 8_000_000;

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Metalink_of_another_file_is_not_used()
    {
        await using var other = new Scene(Bytes + 1);
        var named = _scene.Add();
        named.Behave = r => Described(r, other.Metalink());
        named.BytesPerSecond = 8_000_000;

        Assert.Equal(Verification.Size, (await _scene.DownloadRightAsync()).Verified);
        Assert.Contains(_scene.Seen.Notices, n => n.Contains("is not used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metalink_whose_pieces_are_all_wrong_is_not_believed_where_a_checksum_tells()
    {
        var pieces = Encoding.UTF8.GetString(_scene.Metalink());
        var first = Convert.ToHexStringLower(_scene.Pieces[3]);
        var spoilt = Encoding.UTF8.GetBytes(pieces.Replace(first, new string('0', 64), StringComparison.Ordinal));
        var mirror = Mirror(_scene.File);
        var named = _scene.Add();
        named.Behave = r =>
            r.Target.EndsWith(".meta4", StringComparison.Ordinal)
                ? new Misbehaviour { Content = spoilt, IgnoreRange = true }
                : new Misbehaviour { Fields = [Link, Duplicates(mirror)] };
        named.BytesPerSecond = 8_000_000;
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        Assert.Equal(Verification.Sha256, (await _scene.DownloadRightAsync()).Verified);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Digest_that_servers_send_proves_the_file(int sources)
    {
        for (var i = 0; i < sources; i++)
            _scene.Add(new Misbehaviour { Fields = [Digest(_scene.File)] });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(Verification.Digest, record.Verified);
        Assert.Equal(_scene.File.Sha256, record.Sha256);
        Assert.All(_scene.Origins, o => Assert.Equal("sha-256=1", o.Requests[0].Header("Want-Repr-Digest")));
    }

    [Fact]
    public async Task File_that_is_not_what_its_server_s_digest_says_ends_as_corrupt()
    {
        _scene.Add(new Misbehaviour { Fields = [Digest(_scene.Lie)] });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.Contains("server says", record.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Sources_whose_digests_disagree_cannot_be_reconciled()
    {
        _scene.Add(new Misbehaviour { Fields = [Digest(_scene.File)] });
        _scene.Add(new Misbehaviour { Fields = [Digest(_scene.Lie)] });
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 4_000_000;

        await _scene.DownloadWrongAsync(DownloadEnd.Irreconcilable);
    }

    [Fact]
    public async Task Url_of_a_metalink_is_recognised_by_its_type()
    {
        _scene.Add(new Misbehaviour { Content = _scene.Metalink(), ContentType = "application/metalink4+xml" });

        var result = await _scene.DownloadAsync();

        Assert.Equal(DownloadEnd.Metalink, result.End);
        Assert.Empty(_scene.Folder.Names());
    }

    private static (string Name, string Value) Link =>
        ("Link", "<file.bin.meta4>; rel=describedby; type=\"application/metalink4+xml\"");

    private static Misbehaviour Described(TestRequest request, byte[] metalink) =>
        request.Target.EndsWith(".meta4", StringComparison.Ordinal)
            ? new Misbehaviour { Content = metalink, IgnoreRange = true }
            : new Misbehaviour { Fields = [Link] };

    private static (string Name, string Value) Duplicates(params MisbehavingOrigin[] mirrors) =>
        ("Link", string.Join(", ", mirrors.Select((m, i) => $"<{m.Url()}>; rel=duplicate; pri={i + 1}")));

    private static (string Name, string Value) Digest(TestContent file) =>
        ("Repr-Digest", $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:");

    private MisbehavingOrigin Mirror(TestContent file, Misbehaviour? always = null)
    {
        var mirror = new MisbehavingOrigin(file.Bytes, _ => always ?? Misbehaviour.None);
        _mirrors.Add(mirror);
        return mirror;
    }
}
