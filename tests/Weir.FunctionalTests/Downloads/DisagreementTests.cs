using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Sources that have different files.</summary>
public sealed class DisagreementTests : IAsyncDisposable
{
    private const int Bytes = 2 << 20;
    private readonly Scene _scene = new(Bytes);
    private readonly TestContent _shorter = new(Bytes - 1, seed: 7);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Liar_with_the_same_size_is_rejected_with_a_reason(bool hasChecksum)
    {
        var liar = _scene.Add(file: _scene.Lie);
        _scene.Add(good: 4);
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State);
        Assert.NotNull(_scene.Of(record, liar).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Liar_that_answers_first_is_found_out(bool hasChecksum)
    {
        var told = new TaskCompletionSource();
        var liar = _scene.Add(file: _scene.Lie);
        liar.BytesPerSecond = 8_000_000;
        liar.Behave = r =>
        {
            if (_scene.IsSegment(r))
                told.TrySetResult();
            return Misbehaviour.None;
        };
        for (var i = 0; i < 4; i++)
            _scene.Add(new Misbehaviour { HoldUntil = told.Task });
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State);
    }

    [Fact]
    public async Task Liar_that_has_sent_everything_before_others_answer_is_disproved_by_the_checksum()
    {
        var told = new TaskCompletionSource();
        var liar = _scene.Add(file: _scene.Lie);
        _scene.Add(new Misbehaviour { HoldUntil = told.Task });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var download = _scene.DownloadRightAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Saw(liar.Url(), SourceState.Rejected));
        told.SetResult();
        var record = await download;

        Assert.Contains("hash", _scene.Of(record, liar).Reason, StringComparison.Ordinal);
        Assert.True(record.WastedBytes >= Bytes);
    }

    [Fact]
    public async Task Good_source_that_is_busy_at_first_is_waited_for_when_all_others_are_disproved()
    {
        var asked = 0;
        _scene.Add(file: _scene.Lie);
        _scene.Add(_ => Interlocked.Increment(ref asked) <= 2 ? new() { Status = 503 } : Misbehaviour.None);
        _scene.Change(o =>
            o with
            {
                Checksum = _scene.Checksum,
                Patience = o.Patience with { FirstPause = TimeSpan.FromMilliseconds(200) },
            }
        );

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Two_classes_of_liars_are_tried_before_the_right_one()
    {
        var other = new TestContent(Bytes, seed: 99);
        var liars = (MisbehavingOrigin[])
            [
                _scene.Add(file: _scene.Lie),
                _scene.Add(file: _scene.Lie),
                _scene.Add(file: other),
                _scene.Add(file: other),
            ];
        _scene.Add(good: 1);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var record = await _scene.DownloadRightAsync();

        Assert.All(liars, liar => Assert.Equal(SourceState.Rejected, _scene.Of(record, liar).State));
    }

    [Fact]
    public async Task Latecomer_of_a_disproved_class_keeps_nobody_waiting()
    {
        // The right source dies for good while a second liar, known by the first, has just come.
        var late = new TaskCompletionSource();
        var liar = _scene.Add(file: _scene.Lie);
        var second = _scene.Add(_ => new() { HoldUntil = late.Task }, _scene.Lie);
        var dying = _scene.Add(r => _scene.IsSegment(r) ? new() { ResetAfter = 100 } : new() { HoldUntil = late.Task });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var download = _scene.DownloadAsync();
        await _scene.Seen.WaitUntilAsync(() => _scene.Seen.Saw(liar.Url(), SourceState.Rejected));
        late.SetResult();
        var result = await download;

        Assert.NotEqual(DownloadEnd.Done, result.End);
        Assert.Equal(SourceState.Rejected, _scene.Of(result.Record, second).State);
        Assert.Equal(SourceState.Failed, _scene.Of(result.Record, dying).State);
    }

    [Fact]
    public async Task With_a_checksum_the_other_class_is_tried_when_the_chosen_one_dies()
    {
        for (var i = 0; i < 2; i++)
            _scene.Add(r => _scene.IsSegment(r) ? new() { ResetAfter = 100 } : Misbehaviour.None, _scene.Lie);
        _scene.Add(good: 1);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Strict_majority_of_sizes_wins()
    {
        var minority = (MisbehavingOrigin[])[_scene.Add(file: _shorter), _scene.Add(file: _shorter)];
        _scene.Add(good: 3);

        var record = await _scene.DownloadRightAsync();

        Assert.All(
            minority,
            origin =>
            {
                Assert.Equal(SourceState.Rejected, _scene.Of(record, origin).State);
                Assert.Contains($"{Bytes - 1} bytes", _scene.Of(record, origin).Reason, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tie_is_irreconcilable_and_names_both(bool hasSameSize)
    {
        var one = _scene.Add();
        var other = _scene.Add(file: hasSameSize ? _scene.Lie : _shorter);

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Irreconcilable);

        Assert.Contains(one.Url(), record.Error, StringComparison.Ordinal);
        Assert.Contains(other.Url(), record.Error, StringComparison.Ordinal);
        Assert.Contains("--checksum", record.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.Target));
    }

    [Fact]
    public async Task Tie_is_no_success_because_the_first_was_faster_than_a_third_answers()
    {
        var small = new Scene(1000);
        await using var _ = small;
        small.Add();
        small.Add(file: small.Lie);
        small.Add(Misbehaviour.NoAnswer);
        small.Change(o => o with { ResponseTimeout = TimeSpan.FromMilliseconds(400) });

        await small.DownloadWrongAsync(DownloadEnd.Irreconcilable);
    }

    [Fact]
    public async Task Checksum_breaks_a_tie()
    {
        _scene.Add(file: _shorter);
        _scene.Add();
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Different_etags_of_the_same_bytes_are_one_file()
    {
        _scene.Add(good: 3);
        Assert.Equal(3, _scene.Origins.Select(o => o.ETag).Distinct().Count());

        var record = await _scene.DownloadRightAsync();

        Assert.DoesNotContain(record.Sources, s => s.State == SourceState.Rejected);
    }

    [Fact]
    public async Task Wrong_checksum_is_corrupt_and_leaves_nothing_behind()
    {
        _scene.Add(file: _scene.Lie);
        _scene.Add(file: _scene.Lie);
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var record = await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.Equal(TransferOutcome.Corrupt, record.Outcome);
        Assert.Contains(_scene.Lie.Sha256, record.Error, StringComparison.Ordinal);
        Assert.Contains(_scene.File.Sha256, record.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Single_flipped_byte_is_corrupt()
    {
        _scene.Add(new Misbehaviour { FlipByteAt = Bytes - 5000 });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);

        Assert.Empty(_scene.Folder.Names());
    }

    [Fact]
    public async Task Wrong_checksum_with_a_dead_source_is_still_corrupt()
    {
        _scene.Add(file: _scene.Lie);
        _scene.FurtherUrls.Add(await Scene.DeadUrlAsync());
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        await _scene.DownloadWrongAsync(DownloadEnd.Corrupt);
    }

    [Fact]
    public async Task One_connection_for_a_liar_and_a_good_source_finds_the_good_one()
    {
        _scene.Add(file: _scene.Lie);
        _scene.Add(good: 1);
        _scene.Change(o => o with { Checksum = _scene.Checksum, Connections = 1 });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task File_that_changes_at_the_only_source_is_started_over()
    {
        var segments = 0;
        var origin = _scene.Add();
        origin.Behave = r =>
        {
            if (!_scene.IsSegment(r))
                return Misbehaviour.None;
            if (Interlocked.Increment(ref segments) > 1)
                return Misbehaviour.None;
            var old = origin.Content;
            origin.Content = _scene.Lie.Bytes;
            origin.ETag = "\"new\"";
            return new Misbehaviour
            {
                Content = old,
                ETag = "\"0\"",
                CloseAfter = 1_000_000,
            };
        };

        await _scene.DownloadRightAsync(_scene.Lie);
    }

    [Fact]
    public async Task File_that_becomes_shorter_at_the_only_source_is_started_over()
    {
        var segments = 0;
        var origin = _scene.Add();
        origin.Behave = r =>
        {
            if (!_scene.IsSegment(r) || Interlocked.Increment(ref segments) > 1)
                return Misbehaviour.None;
            var old = origin.Content;
            origin.Content = _shorter.Bytes;
            return new Misbehaviour { Content = old, CloseAfter = 1_000_000 };
        };

        await _scene.DownloadRightAsync(_shorter);
    }

    [Fact]
    public async Task Source_whose_file_gets_another_size_than_the_expected_one_is_left_out()
    {
        _scene.Change(o => o with { Size = _scene.File.Size });
        _scene.Add().BytesPerSecond = 2_000_000;
        var segments = 0;
        var origin = _scene.Add();
        origin.Behave = r =>
        {
            if (!_scene.IsSegment(r) || Interlocked.Increment(ref segments) > 1)
                return Misbehaviour.None;
            var old = origin.Content;
            origin.Content = _shorter.Bytes;
            origin.ETag = "\"new\"";
            return new Misbehaviour
            {
                Content = old,
                ETag = "\"weir-test\"",
                CloseAfter = 100_000,
            };
        };

        var record = await _scene.DownloadRightAsync();

        Assert.Equal(SourceState.Rejected, _scene.Of(record, origin).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Etag_that_differs_between_the_machines_behind_one_name_does_not_matter(int connections)
    {
        var count = 0;
        _scene.Add(_ => new() { ETag = $"\"{Interlocked.Increment(ref count)}\"" });
        _scene.Change(o => o with { Connections = connections, Checksum = _scene.Checksum });

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Weak_etags_that_differ_prove_no_change()
    {
        var count = 0;
        _scene.Add(_ => new() { ETag = $"W/\"{Interlocked.Increment(ref count)}\"" });

        await _scene.DownloadRightAsync();
    }
}
