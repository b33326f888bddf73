using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Http.Fields;

namespace Weir.UnitTests.Downloads.Writing;

public class ResumeRulesTests
{
    private const string Url = "http://h/f";
    private const string Boot = "boot-1";
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
        Assert.Contains("restarted", Refuse(boot: "boot-2"), StringComparison.Ordinal);
        Assert.NotNull(Refuse(boot: null));
        Assert.NotNull(Refuse(header: Header with { BootId = null }, boot: null));
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
