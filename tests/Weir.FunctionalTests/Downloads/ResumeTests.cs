using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Downloads that are interrupted and called again.</summary>
public sealed class ResumeTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Interrupted_download_is_continued_and_nothing_claimed_is_fetched_again(
        int sources,
        bool hasChecksum
    )
    {
        _scene.Add(sources);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 8_000_000 / sources;
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var first = await _scene.InterruptAfterAsync(Bytes / 4);
        var claims = Claims();
        var before = _scene.Origins.Select(o => o.Requests.Count).ToArray();
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = null;
        var second = await _scene.DownloadRightAsync();

        Assert.Equal(claims.Total, first.Bytes);
        Assert.Equal(claims.Total, second.ResumedBytes);
        Assert.True(claims.Total >= Bytes / 4);
        Assert.Equal(Bytes - claims.Total + second.WastedBytes, second.Sources.Sum(s => s.Bytes));
        AssertNeverAskedFor(claims, before);
    }

    [Fact]
    public async Task Download_is_continued_from_a_source_that_was_not_there_before()
    {
        _scene.Add(good: 2);
        await InterruptAsync();
        foreach (var origin in _scene.Origins)
            await origin.StopAsync();
        _scene.Add(good: 1);

        var record = await _scene.DownloadRightAsync();

        Assert.True(record.ResumedBytes > 0);
    }

    [Fact]
    public async Task Download_is_interrupted_and_continued_many_times()
    {
        _scene.Add(good: 2);
        for (var i = 1; i <= 4; i++)
        {
            foreach (var origin in _scene.Origins)
                origin.BytesPerSecond = 4_000_000;
            _scene.Seen.Progress.Clear();
            var record = await _scene.InterruptAfterAsync(i * Bytes / 6);
            Assert.True(i == 1 || record.ResumedBytes >= (i - 1) * Bytes / 6);
        }

        Assert.True((await _scene.DownloadRightAsync()).ResumedBytes >= 4 * Bytes / 6);
    }

    [Fact]
    public async Task Holes_are_filled_when_the_sources_have_ceased_to_serve_ranges()
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Balance = Balance.Equal, Checksum = _scene.Checksum });
        await InterruptAsync();
        Assert.True(Claims().Count > 1);
        foreach (var origin in _scene.Origins)
            origin.Behave = _ => Misbehaviour.WholeFile;

        var record = await _scene.DownloadRightAsync();

        Assert.True(record.ResumedBytes > 0);
        Assert.InRange(record.Sources.Sum(s => s.Requests), 1, 30);
    }

    [Fact]
    public async Task Journal_torn_at_any_place_costs_only_what_it_no_longer_claims()
    {
        _scene.Add(good: 2);
        await InterruptAsync();
        var (journal, part) = (await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), Kept());
        foreach (var length in (int[])[journal.Length - 1, journal.Length - 7, journal.Length / 2, journal.Length / 3])
        {
            await RestoreAsync(journal[..length], part);
            var record = await _scene.DownloadRightAsync();
            Assert.Equal(
                JournalContent.Parse(journal.AsSpan(0, length), out _)?.Claims.Total ?? 0,
                record.ResumedBytes
            );
            File.Delete(_scene.Target);
        }
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("one byte")]
    [InlineData("zeroed")]
    [InlineData("page of zeroes")]
    [InlineData("no part file")]
    [InlineData("longer part file")]
    [InlineData("shorter part file")]
    [InlineData("another file")]
    [InlineData("another size")]
    [InlineData("another checksum")]
    [InlineData("another journal's version")]
    public async Task Download_starts_over_when_what_was_left_is(string damage)
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = _scene.Checksum });
        await InterruptAsync();
        var content = JournalContent.Parse(await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), out _)!;
        var part = Kept();
        var size = new FileInfo(_scene.Journal).Length;
        switch (damage)
        {
            case "no part file":
                File.Delete(_scene.Part);
                break;
            case "longer part file":
                await File.WriteAllBytesAsync(_scene.Part, [.. part, 0], Scene.Ct);
                break;
            case "shorter part file":
                await File.WriteAllBytesAsync(_scene.Part, part[..^1], Scene.Ct);
                break;
            default:
                await RestoreAsync(Damaged(damage, content, size), part);
                break;
        }

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, record.ResumedBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_power_loss_what_was_not_synced_is_kept_only_if_a_checksum_proves_it(bool hasChecksum)
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });
        await InterruptAsync();
        var content = JournalContent.Parse(await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), out _)!;
        await File.WriteAllBytesAsync(_scene.Journal, Damaged("another boot", content, 0), Scene.Ct);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(hasChecksum ? content.Claims.Total : 0, record.ResumedBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unsynced_claims_that_were_added_to_a_synced_journal_are_not_believed_after_a_power_loss(
        bool isSyncedAgain
    )
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Sync = true });
        await InterruptAsync();
        _scene.Change(o => o with { Sync = isSyncedAgain });
        _scene.Seen.Progress.Clear();
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 4_000_000;
        await _scene.InterruptAfterAsync(3 * Bytes / 4);
        var content = JournalContent.Parse(await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), out _)!;
        await File.WriteAllBytesAsync(_scene.Journal, Damaged("another boot", content, 0), Scene.Ct);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = null;

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(isSyncedAgain ? content.Claims.Total : 0, record.ResumedBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_of_pieces_that_were_never_proven_are_fetched_again_when_nothing_can_prove_them(
        bool hasChecksum
    )
    {
        // Each piece lacks its last byte, and in each another byte is wrong.
        _scene.Add(good: 1);
        await InterruptAsync();
        var header = JournalContent.Parse(await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct), out _)!;
        var wrong = _scene.File.Bytes.ToArray();
        wrong[100] ^= 1;
        var journal = new JournalContent { Header = header.Header with { Pieces = "some" } };
        journal.Note(new JournalSource(_scene.Origins[0].Url(), _scene.Origins[0].ETag, null));
        journal.Note(new Claim(new Extent(0, 1 << 20), IsHeld: true));
        journal.Note(new Claim(new Extent(2 << 20, 3 << 20), IsHeld: false));
        await RestoreAsync(journal.Print(), wrong);
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var record = await _scene.DownloadRightAsync();

        if (!hasChecksum)
            Assert.Equal(1 << 20, record.ResumedBytes);
    }

    [Fact]
    public async Task Part_file_that_was_edited_between_is_not_believed_without_a_checksum()
    {
        _scene.Add(good: 2);
        await InterruptAsync();
        var part = Kept();
        part[(int)Claims()[0].From] ^= 1;
        await File.WriteAllBytesAsync(_scene.Part, part, Scene.Ct);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, record.ResumedBytes);
        Assert.Contains(_scene.Seen.Notices, n => n.Contains("part file has been changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_starts_over_when_the_file_has_changed_since()
    {
        var origin = _scene.Add();
        await InterruptAsync();
        origin.Content = _scene.Lie.Bytes;
        origin.ETag = "\"new\"";

        var record = await _scene.DownloadRightAsync(_scene.Lie);

        Assert.Equal(0, record.ResumedBytes);
        Assert.Contains(_scene.Seen.Notices, n => n.Contains("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Part_that_was_spoilt_between_is_proven_wrong_and_fetched_anew()
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = _scene.Checksum });
        await InterruptAsync();
        var part = Kept();
        part[(int)Claims()[0].From] ^= 1;
        await File.WriteAllBytesAsync(_scene.Part, part, Scene.Ct);

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(0, record.ResumedBytes);
        Assert.True(record.WastedBytes > 0);
    }

    [Fact]
    public async Task Download_that_was_fetched_anew_can_be_continued_too()
    {
        _scene.Add(good: 2);
        _scene.Change(o => o with { Checksum = _scene.Checksum });
        await InterruptAsync();
        var part = Kept();
        part[(int)Claims()[0].From] ^= 1;
        await File.WriteAllBytesAsync(_scene.Part, part, Scene.Ct);
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 4_000_000;
        using (var stop = new CancellationTokenSource())
        {
            var download = _scene.DownloadUntilAsync(stop.Token);
            await _scene.Seen.WaitUntilAsync(() =>
                _scene.Seen.Notices.Any(n => n.Contains("anew", StringComparison.Ordinal))
            );
            _scene.Seen.Progress.Clear();
            await _scene.Seen.WaitForAsync(p => p.Bytes is > Bytes / 4 and < Bytes);
            await stop.CancelAsync();
            Assert.Equal(DownloadEnd.Cancelled, (await download).End);
        }

        Assert.True((await _scene.DownloadRightAsync()).ResumedBytes > 0);
    }

    [Fact]
    public async Task Source_of_another_file_that_answers_first_does_not_cost_what_was_left()
    {
        _scene.Add(good: 3);
        await InterruptAsync();
        var hasAnswered = new TaskCompletionSource();
        foreach (var origin in _scene.Origins)
            origin.Behave = _ => new() { HoldUntil = hasAnswered.Task };
        var other = _scene.Add(file: new TestContent(Bytes + 1, seed: 5));
        _scene.Change(o => o with { Objections = TimeSpan.FromSeconds(20) });

        var download = _scene.DownloadRightAsync();
        await other.WaitUntilAsync(o => o.Requests.Count >= 3 && o.BodyBytesSent >= 3072);
        hasAnswered.SetResult();

        Assert.True((await download).ResumedBytes > 0);
    }

    [Fact]
    public async Task Synced_download_is_continued()
    {
        _scene.Add(good: 1);
        _scene.Change(o => o with { Sync = true });
        await InterruptAsync();

        Assert.True((await _scene.DownloadRightAsync()).ResumedBytes > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_that_died_between_the_proof_and_the_name_is_made_good(bool hasName)
    {
        var origin = _scene.Add();
        await InterruptAsync();
        var requests = origin.Requests.Count;
        var journal = await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct);
        await RestoreAsync(
            [.. journal, .. JournalContent.Line(new Extent(0, Bytes)), .. JournalContent.CompleteLine],
            _scene.File.Bytes.ToArray()
        );
        if (hasName)
            File.Move(_scene.Part, _scene.Target);

        var result = await _scene.DownloadAsync();

        Assert.Equal(DownloadEnd.Done, result.End);
        _scene.HoldRight(result.Record);
        Assert.Equal(requests, origin.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Part_that_is_whole_but_unproven_costs_no_byte_of_the_file(bool hasChecksum)
    {
        var origin = _scene.Add();
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });
        await InterruptAsync();
        var requests = origin.Requests.Count;
        var journal = await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct);
        await RestoreAsync([.. journal, .. JournalContent.Line(new Extent(0, Bytes))], _scene.File.Bytes.ToArray());

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(Bytes, record.ResumedBytes);
        Assert.DoesNotContain(origin.Requests.Skip(requests), _scene.IsSegment);
    }

    [Fact]
    public async Task Finished_part_of_another_url_is_not_taken_for_this_one()
    {
        var origin = _scene.Add();
        await InterruptAsync();
        var journal = await File.ReadAllBytesAsync(_scene.Journal, Scene.Ct);
        await RestoreAsync(
            [.. journal, .. JournalContent.Line(new Extent(0, Bytes)), .. JournalContent.CompleteLine],
            _scene.File.Bytes.ToArray()
        );
        await origin.DisposeAsync();
        await using var scene = new Scene(Bytes);
        var other = scene.Add(file: scene.Lie);
        File.Copy(_scene.Part, scene.Part);
        File.Copy(_scene.Journal, scene.Journal);
        other.ETag = "\"other\"";

        await scene.DownloadRightAsync(scene.Lie);
    }

    [Fact]
    public async Task Journal_claims_nothing_any_more_before_the_part_file_is_replaced()
    {
        // What stands in for a crash between the two: the part file cannot be replaced.
        var origin = _scene.Add();
        await InterruptAsync();
        origin.ETag = "\"new\"";
        File.Delete(_scene.Part);
        Directory.CreateDirectory(Path.Combine(_scene.Part, "in the way"));
        using var stop = new CancellationTokenSource();

        var result = await _scene.DownloadUntilAsync(stop.Token);

        Assert.Equal(DownloadEnd.Storage, result.End);
        Assert.True(!File.Exists(_scene.Journal) || Claims().IsEmpty);
    }

    private Task InterruptAsync()
    {
        foreach (var origin in _scene.Origins)
            origin.BytesPerSecond = 8_000_000 / _scene.Origins.Count;
        return Interrupt();

        async Task Interrupt()
        {
            await _scene.InterruptAfterAsync(Bytes / 4);
            foreach (var origin in _scene.Origins)
                origin.BytesPerSecond = null;
        }
    }

    private ExtentSet Claims() => JournalContent.Parse(File.ReadAllBytes(_scene.Journal), out _)!.Claims;

    private byte[] Kept() => File.ReadAllBytes(_scene.Part);

    private async Task RestoreAsync(byte[] journal, byte[] part)
    {
        await File.WriteAllBytesAsync(_scene.Journal, journal, Scene.Ct);
        await File.WriteAllBytesAsync(_scene.Part, part, Scene.Ct);
    }

    private static byte[] Damaged(string damage, JournalContent content, long length)
    {
        return damage switch
        {
            "empty" => [],
            "one byte" => [0x30],
            "zeroed" => new byte[length],
            "page of zeroes" => [.. new byte[4096], .. JournalContent.Line(new Extent(0, 1))],
            "another file" => Rewritten(
                content,
                content.Header with
                {
                    Sample = "other",
                },
                s => s with { Url = "http://h/f", Etag = "\"x\"" }
            ),
            "another size" => Rewritten(content, content.Header with { Size = content.Header.Size + 1 }, s => s),
            "another checksum" => Rewritten(
                content,
                content.Header with
                {
                    Checksum = "md5:00000000000000000000000000000000",
                },
                s => s
            ),
            "another boot" => Rewritten(content, content.Header with { BootId = "before" }, s => s),
            "another journal's version" => Rewritten(content, content.Header with { Version = 2 }, s => s),
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
    }

    private static byte[] Rewritten(
        JournalContent content,
        JournalHeader header,
        Func<JournalSource, JournalSource> change
    ) =>
        [
            .. JournalContent.Line(header),
            .. content.Sources.SelectMany(s => JournalContent.Line(change(s))),
            .. content.Claims.SelectMany(c => JournalContent.Line(c)),
        ];

    private void AssertNeverAskedFor(ExtentSet claims, int[] requestsBefore)
    {
        var asked = _scene
            .Origins.SelectMany((o, i) => o.Requests.Skip(requestsBefore[i]))
            .Where(_scene.IsSegment)
            .Select(r => r.RangeIn(Bytes)!.Value)
            .ToArray();
        Assert.NotEmpty(asked);
        foreach (var (from, length) in asked)
            Assert.True(
                claims.FirstWithin(new Extent(from, from + length)).IsEmpty,
                $"{from}+{length} of {string.Join(' ', claims)}"
            );
    }
}
