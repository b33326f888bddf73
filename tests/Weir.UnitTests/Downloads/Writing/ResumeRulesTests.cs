using Weir.Content.Hashes;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Http.Fields;

namespace Weir.UnitTests.Downloads.Writing;

public class ResumeRulesTests
{
    private const string Url = "http://h/f";
    private const string Boot = "boot-1";

    private static string? Unproven(string? boot) =>
        ResumeRules.Refuse(Journal(Header), [(Url, Facts)], checksum: null, boot);

    private static readonly Checksum Expected = new(HashAlgorithmKind.Md5, new byte[16]);
    private static readonly JournalHeader Header = new(1, 100, "sample", Expected.ToString(), Boot, IsSynced: false);
    private static readonly SourceFacts Facts = new()
    {
        Size = 100,
        HasRanges = true,
        ETag = new EntityTag("v1"),
        Sample = "sample",
    };

    [Fact]
    public void Same_source_with_the_same_version_is_continued() => Assert.Null(Refuse());

    [Fact]
    public void Another_url_with_the_same_samples_is_continued() => Assert.Null(Refuse(url: "http://other/f"));

    [Fact]
    public void Another_url_with_the_same_strong_etag_is_continued() =>
        Assert.Null(Refuse(url: "http://other/f", facts: Facts with { Sample = null }));

    [Fact]
    public void Another_url_that_nothing_ties_to_the_journal_starts_over()
    {
        var weak = Facts with { Sample = null, ETag = new EntityTag("v1", isWeak: true) };

        Assert.Contains("other sources", Refuse(url: "http://other/f", facts: weak), StringComparison.Ordinal);
        Assert.NotNull(Refuse(url: "http://other/f", facts: Facts with { Sample = "x", ETag = null }));
    }

    [Fact]
    public void Another_size_starts_over() =>
        Assert.Contains("100 bytes", Refuse(facts: Facts with { Size = 101 }), StringComparison.Ordinal);

    [Fact]
    public void Another_version_of_the_same_url_starts_over() =>
        Assert.Contains("changed", Refuse(facts: Facts with { ETag = new EntityTag("v2") }), StringComparison.Ordinal);

    [Fact]
    public void Other_samples_of_the_same_url_start_over_even_without_a_validator() =>
        Assert.NotNull(Refuse(facts: Facts with { ETag = null, Sample = "other" }));

    [Fact]
    public void Another_checksum_starts_over()
    {
        var other = new Checksum(HashAlgorithmKind.Sha1, new byte[20]);

        Assert.Contains("checksum", Refuse(checksum: other), StringComparison.Ordinal);
    }

    [Fact]
    public void Checksum_on_one_side_only_is_no_contradiction()
    {
        Assert.Null(Refuse(checksum: null));
        Assert.Null(Refuse(header: Header with { Checksum = null }));
    }

    [Fact]
    public void Unsynced_claims_do_not_outlive_the_machine_s_start()
    {
        Assert.Contains("restarted", Unproven("boot-2"), StringComparison.Ordinal);
        Assert.NotNull(Unproven(boot: null));
        Assert.NotNull(ResumeRules.Refuse(Journal(Header with { BootId = null }), [(Url, Facts)], null, null));
    }

    [Fact]
    public void Claims_that_may_be_lost_are_tried_where_a_checksum_will_tell() => Assert.Null(Refuse(boot: "boot-2"));

    [Fact]
    public void Part_file_that_somebody_has_written_to_is_believed_only_where_a_checksum_will_tell()
    {
        Assert.NotNull(ResumeRules.Refuse(Journal(Header), [(Url, Facts)], null, Boot, isTouched: true));
        Assert.Null(ResumeRules.Refuse(Journal(Header), [(Url, Facts)], Expected, Boot, isTouched: true));
    }

    [Fact]
    public void Part_file_is_touched_when_it_was_written_to_after_the_process_had_ended()
    {
        var written = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var stamped = JournalContent.Parse(
            [.. JournalContent.Line(Header), .. JournalContent.StampLine(written.Ticks)],
            out _
        )!;

        Assert.False(ResumeRules.IsTouched(stamped, written, written.AddDays(1)));
        Assert.True(ResumeRules.IsTouched(stamped, written.AddTicks(1), written.AddDays(1)));
        Assert.False(ResumeRules.IsTouched(Journal(Header), written.AddSeconds(1), written));
        Assert.True(ResumeRules.IsTouched(Journal(Header), written.AddSeconds(3), written));
    }

    [Fact]
    public void Where_pieces_are_proven_only_claims_by_the_same_hashes_need_no_second_look()
    {
        var journal = Journal(Header with { Pieces = "p" });
        journal.Note(new Claim(new Extent(0, 10), IsHeld: false));
        journal.Note(new Claim(new Extent(20, 25), IsHeld: true));

        (long Written, long Proven) Left(JournalContent? left, string pieces, string? boot, bool isTouched)
        {
            var (written, proven) = ResumeRules.WithPieces(left, 100, pieces, boot, isTouched);
            return (written.Total, proven.Total);
        }

        Assert.Equal((15, 10), Left(journal, "p", Boot, isTouched: false));
        Assert.Equal((15, 0), Left(journal, "q", Boot, isTouched: false));
        Assert.Equal((15, 0), Left(journal, "p", "boot-2", isTouched: false));
        Assert.Equal((15, 0), Left(journal, "p", Boot, isTouched: true));
        Assert.Equal((100, 0), Left(null, "p", Boot, isTouched: false));
    }

    [Fact]
    public void Synced_claims_do() => Assert.Null(Refuse(header: Header with { IsSynced = true }, boot: "boot-2"));

    [Fact]
    public void Newest_record_of_a_url_counts()
    {
        var journal = Journal(Header);
        journal.Sources.Add(new JournalSource(Url, "\"v2\"", null));

        Assert.NotNull(ResumeRules.Refuse(journal, [(Url, Facts)], Expected, Boot));
        Assert.Null(ResumeRules.Refuse(journal, [(Url, Facts with { ETag = new EntityTag("v2") })], Expected, Boot));
    }

    [Fact]
    public void Without_any_source_there_is_nothing_to_believe() =>
        Assert.NotNull(ResumeRules.Refuse(Journal(Header), [], Expected, Boot));

    private static string? Refuse(
        JournalHeader? header = null,
        string url = Url,
        SourceFacts? facts = null,
        string? boot = Boot
    ) => ResumeRules.Refuse(Journal(header ?? Header), [(url, facts ?? Facts)], Expected, boot);

    private static string? Refuse(Checksum? checksum) =>
        ResumeRules.Refuse(Journal(Header), [(Url, Facts)], checksum, Boot);

    private static JournalContent Journal(JournalHeader header)
    {
        var journal = new JournalContent { Header = header };
        journal.Sources.Add(new JournalSource(Url, "\"v1\"", null));
        return journal;
    }
}
