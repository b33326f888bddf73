using System.Text;
using Weir.Agent.Spool;
using Weir.Measurements.Json;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Time;

namespace Weir.FunctionalTests.Agent.Spool;

public sealed class RecordSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_are_read_in_their_order_and_go_once_they_are_acknowledged()
    {
        using var spool = Open();
        var records = Append(spool, 10);

        var first = spool.Read(4, long.MaxValue, out _);
        Assert.Equal(records[..4], first.Records);
        Assert.Equal(records[..4], spool.Read(4, long.MaxValue, out _).Records);
        Assert.Null(spool.Acknowledge(first));
        Assert.Equal(6, spool.Pending);
        Assert.Equal(records[4..], ReadAll(spool));
        spool.Acknowledge(spool.Read(100, long.MaxValue, out _));

        Assert.Equal(0, spool.Pending);
        Assert.Empty(ReadAll(spool));
    }

    [Fact]
    public void A_batch_is_bounded_by_bytes_but_gives_one_record_at_least()
    {
        using var spool = Open();
        var records = Append(spool, 3);

        Assert.Equal(records[..2], spool.Read(100, Encoding.UTF8.GetByteCount(records[0]) * 2, out _).Records);
        Assert.Equal(records[..1], spool.Read(100, 1, out _).Records);
    }

    [Fact]
    public void The_next_process_finds_what_was_not_acknowledged()
    {
        List<string> records;
        using (var spool = Open())
        {
            records = Append(spool, 10);
            spool.Acknowledge(spool.Read(3, long.MaxValue, out _));
        }

        using var next = Open();
        Assert.Equal(new SpoolRecovery(7, 0), next.Recovery);
        var more = Append(next, 2, from: 10);
        Assert.Equal([.. records[3..], .. more], ReadAll(next));
    }

    [Fact]
    public void A_process_that_died_at_any_byte_of_a_record_loses_that_one_alone()
    {
        List<string> records;
        using (var spool = Open())
            records = Append(spool, 3);
        var segment = _folder["spool/0000000000000001.records"];
        var whole = File.ReadAllBytes(segment);
        var last = whole.Length / 3 * 2;

        for (var length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(segment, whole[..length]);
            using (var spool = Open())
            {
                Assert.Equal(records[..2], ReadAll(spool));
                Assert.Equal(new SpoolRecovery(2, 0), spool.Recovery);
                Append(spool, 1, from: 7);
                Assert.Equal([.. records[..2], Record(7)], ReadAll(spool));
            }

            File.Delete(_folder["spool/0000000000000002.records"]);
        }
    }

    [Fact]
    public void A_state_that_is_lost_or_damaged_repeats_records_and_loses_none()
    {
        List<string> records;
        using (var spool = Open())
        {
            records = Append(spool, 5);
            spool.Acknowledge(spool.Read(3, long.MaxValue, out _));
        }

        File.WriteAllText(_folder["spool/state"], "damaged");
        using (var spool = Open())
            Assert.Equal(records, ReadAll(spool));
        File.Delete(_folder["spool/state"]);
        using (var spool = Open())
            Assert.Equal(records, ReadAll(spool));
    }

    [Fact]
    public void A_damaged_record_is_counted_and_its_neighbours_are_read()
    {
        List<string> records;
        using (var spool = Open())
            records = Append(spool, 3);
        var segment = _folder["spool/0000000000000001.records"];
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);

        using var next = Open();
        Assert.Equal(new SpoolRecovery(2, 1), next.Recovery);
        Assert.Equal([records[0], records[2]], ReadAll(next));
    }

    [Fact]
    public void Beyond_its_size_the_oldest_go_and_a_record_tells_of_it()
    {
        using var spool = Open(64 * ByteSize.KiB);
        var records = Append(spool, 2000);

        var kept = ReadAll(spool);
        Assert.True(FolderSize() <= 66 << 10, $"{FolderSize()} bytes");
        var gaps = kept.Select(TryGap).Where(gap => gap is not null).ToList();
        var lost = gaps.Sum(gap => gap!.Records);
        var left = kept.Where(record => TryGap(record) is null).ToList();
        Assert.Equal(records[^left.Count..], left);
        Assert.Equal(records.Count - left.Count, lost);
        Assert.Equal(kept.Count, spool.Pending);
    }

    [Fact]
    public void What_was_acknowledged_is_no_loss()
    {
        using var spool = Open(64 * ByteSize.KiB);
        for (var i = 0; i < 50; i++)
        {
            Append(spool, 40, from: i * 40);
            spool.Acknowledge(spool.Read(40, long.MaxValue, out _));
        }

        Assert.Empty(ReadAll(spool));
        Assert.True(FolderSize() <= 10 << 10, $"{FolderSize()} bytes");
    }

    [Fact]
    public void Thinning_that_a_crash_interrupted_is_told_once_and_under_one_id()
    {
        List<string> records;
        using (var spool = Open())
            records = Append(spool, 5);
        // As after the state was written and before the segment was deleted.
        var gap = Gaps.Of(records, null, "lab", "the spool was full", new ManualTimeProvider());
        File.WriteAllBytes(_folder["spool/state"], new SpoolState(2, 0, MeasurementsJson.ToLine(gap)).Encode());

        using (var next = Open())
        {
            Append(next, 1, from: 9);
            Assert.Equal([Record(9), MeasurementsJson.ToLine(gap)], ReadAll(next));
        }

        using var last = Open();
        Append(last, 1, from: 10);
        Assert.Equal([Record(9), MeasurementsJson.ToLine(gap), Record(10)], ReadAll(last));
    }

    [Fact]
    public void A_batch_that_was_thinned_out_while_it_was_under_way_is_acknowledged_all_the_same()
    {
        using var spool = Open(64 * ByteSize.KiB);
        Append(spool, 10);
        var batch = spool.Read(5, long.MaxValue, out _);
        Append(spool, 2000, from: 10);
        var before = ReadAll(spool);

        Assert.Null(spool.Acknowledge(batch));
        Assert.Equal(before, ReadAll(spool));
    }

    [Fact]
    public void Records_that_a_full_disk_refuses_are_written_when_there_is_room_again()
    {
        using var spool = Open();
        var segment = _folder["spool/0000000000000001.records"];
        File.CreateSymbolicLink(segment, "/dev/full");

        var fault = spool.Append(Record(0));
        Assert.Equal(SpoolFaultKind.DiskFull, fault?.Kind);
        Assert.Contains("disk is full", fault?.Reason, StringComparison.Ordinal);
        Assert.Equal(1, spool.Pending);
        Assert.Empty(ReadAll(spool));

        Assert.Null(spool.Retry());
        Append(spool, 1, from: 1);
        Assert.Equal([Record(0), Record(1)], ReadAll(spool));
        Assert.Equal(2, spool.Pending);
    }

    [Fact]
    public async Task A_reader_wakes_when_there_is_something_to_read()
    {
        using var spool = Open();
        using var stop = new CancellationTokenSource();
        var wait = spool.WaitForRecordsAsync(stop.Token);
        Assert.False(wait.IsCompleted);
        Append(spool, 1);
        await wait;
        await spool.WaitForRecordsAsync(stop.Token);

        spool.Acknowledge(spool.Read(1, long.MaxValue, out _));
        wait = spool.WaitForRecordsAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void Two_agents_do_not_share_a_spool()
    {
        using var spool = Open();
        Assert.Null(RecordSpool.Open(Options(), TimeProvider.System, out var fault));
        Assert.Equal(SpoolFaultKind.InUse, fault?.Kind);
        Assert.Contains(_folder["spool"], fault?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_is_no_folder_is_told()
    {
        _folder.Write("spool", "a file"u8);
        Assert.Null(RecordSpool.Open(Options(), TimeProvider.System, out var fault));
        Assert.Equal(SpoolFaultKind.NotWritable, fault?.Kind);
    }

    [Fact]
    public void Refused_records_are_put_aside_with_their_reason()
    {
        using var spool = Open();
        Assert.Null(spool.SetAside(Record(1), "no \"id\""));
        Assert.Null(spool.SetAside(Record(2), "too old"));

        var lines = File.ReadAllLines(_folder["spool/rejected"]);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith($",\"reason\":\"too old\",\"record\":{Record(2)}}}", lines[1]);
    }

    private SpoolOptions Options(ByteSize? size = null) =>
        new()
        {
            Folder = _folder["spool"],
            MaxSize = size ?? ByteSize.MiB,
            Agent = "lab",
        };

    private RecordSpool Open(ByteSize? size = null)
    {
        var spool = RecordSpool.Open(Options(size), TimeProvider.System, out var fault);
        Assert.Null(fault);
        return spool!;
    }

    private static string Record(int number) =>
        $$"""{"id":"record-{{number:0000}}","started_at":"2026-03-01T12:00:00Z","text":"é{{new string('.', 100)}}"}""";

    private static List<string> Append(RecordSpool spool, int count, int from = 0)
    {
        var records = Enumerable.Range(from, count).Select(Record).ToList();
        Assert.All(records, record => Assert.Null(spool.Append(record)));
        return records;
    }

    private static List<string> ReadAll(RecordSpool spool)
    {
        var batch = spool.Read(int.MaxValue, long.MaxValue, out var fault);
        Assert.Null(fault);
        return [.. batch.Records];
    }

    private static Weir.Measurements.Records.GapRecord? TryGap(string record) =>
        record.Contains("\"type\":\"gap\"", StringComparison.Ordinal) ? Gaps.Parse(record) : null;

    private long FolderSize() => Directory.EnumerateFiles(_folder["spool"]).Sum(path => new FileInfo(path).Length);
}
