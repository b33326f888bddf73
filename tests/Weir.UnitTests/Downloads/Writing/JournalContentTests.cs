using System.Text;
using Weir.Downloads.Planning;
using Weir.Downloads.Writing;

namespace Weir.UnitTests.Downloads.Writing;

public class JournalContentTests
{
    private static readonly JournalHeader Header = new(1, 10_000, "ab12", "sha-256:cd", "boot-1", IsSynced: false);
    private static readonly JournalSource Source = new(
        "http://h/f",
        "\"v1\"",
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
    );
    private static readonly Extent[] Written = [new(0, 1000), new(5000, 6000), new(1000, 1500), new(9999, 10_000)];
    private static readonly byte[] Whole = Make(Written);

    [Fact]
    public void What_was_written_is_read_back()
    {
        var content = JournalContent.Parse(Whole, out var valid);

        Assert.NotNull(content);
        Assert.Equal(Whole.Length, valid);
        Assert.Equal(Header, content.Header);
        Assert.Equal([Source], content.Sources);
        Assert.Equal([new(0, 1500), new(5000, 6000), new(9999, 10_000)], content.Claims);
        Assert.False(content.IsComplete);
    }

    [Fact]
    public void Completeness_is_read_back() =>
        Assert.True(JournalContent.Parse([.. Whole, .. JournalContent.CompleteLine], out _)?.IsComplete);

    [Fact]
    public void Unknown_size_and_missing_fields_are_read_back()
    {
        var header = new JournalHeader(1, null, null, null, null, IsSynced: true);

        Assert.Equal(header, JournalContent.Parse(JournalContent.Line(header), out _)?.Header);
    }

    [Fact]
    public void Names_with_line_ends_and_quotes_stay_within_their_record()
    {
        var source = new JournalSource("http://h/\n\"claim 0 9\"\r\n\u2028", "\"\u00e4\"", null);

        var content = JournalContent.Parse([.. JournalContent.Line(Header), .. JournalContent.Line(source)], out _);

        Assert.Equal([source], content?.Sources);
    }

    [Fact]
    public void Torn_at_any_byte_it_keeps_the_records_before_and_no_others()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            var content = JournalContent.Parse(Whole.AsSpan(0, length), out var valid);

            Assert.Equal(valid, Whole.AsSpan(0, length).LastIndexOf((byte)'\n') + 1);
            Assert.Equal(valid == 0, content is null);
            AssertOnlyWritten(content);
        }
    }

    [Fact]
    public void What_follows_the_torn_place_is_not_read()
    {
        var torn = (byte[])[.. Whole[..^3], .. JournalContent.Line(new Extent(2000, 3000))];

        var content = JournalContent.Parse(torn, out var valid);

        Assert.False(content!.Claims.At(2000).Contains(2000));
        Assert.True(valid < Whole.Length);
    }

    [Fact]
    public void Any_flipped_byte_at_any_place_never_yields_a_claim_that_was_not_written()
    {
        for (var place = 0; place < Whole.Length; place++)
        {
            foreach (var flip in (ReadOnlySpan<byte>)[0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF])
            {
                var bytes = Whole.ToArray();
                bytes[place] ^= flip;
                AssertOnlyWritten(JournalContent.Parse(bytes, out _));
            }
        }
    }

    [Fact]
    public void Zeroes_anywhere_never_yield_a_claim_that_was_not_written()
    {
        Assert.Null(JournalContent.Parse(new byte[5000], out var valid));
        Assert.Equal(0, valid);
        for (var from = 0; from < Whole.Length; from++)
        {
            var bytes = Whole.ToArray();
            bytes.AsSpan(from).Clear();
            AssertOnlyWritten(JournalContent.Parse(bytes, out _));
        }
    }

    [Fact]
    public void Random_damage_never_yields_a_claim_that_was_not_written()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Whole.ToArray();
            for (var damage = random.Next(1, 8); damage > 0; damage--)
            {
                var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
                if (random.Next(2) == 0)
                    bytes[from] = (byte)random.Next(256);
                else
                    bytes[Math.Min(from, to)..Math.Max(from, to)].CopyTo(bytes, random.Next(Math.Min(from, to) + 1));
            }
            AssertOnlyWritten(JournalContent.Parse(bytes, out _), order: false);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("#!/bin/sh\necho hello\n")]
    [InlineData("{\"version\":1}\n")]
    [InlineData("deadbeef header {}\n")]
    public void Foreign_files_are_no_journals(string text) =>
        Assert.Null(JournalContent.Parse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Random_bytes_are_no_journal()
    {
        var bytes = new byte[1 << 20];
        new Random(3).NextBytes(bytes);

        Assert.Null(JournalContent.Parse(bytes, out _));
    }

    [Fact]
    public void Journal_of_another_version_is_not_read()
    {
        Assert.Null(JournalContent.Parse(JournalContent.Line(Header with { Version = 2 }), out _));
        Assert.Null(JournalContent.Parse(JournalContent.Line(Header with { Size = -1 }), out _));
    }

    [Fact]
    public void Claims_without_a_header_before_them_are_not_read() =>
        Assert.Null(JournalContent.Parse([.. JournalContent.Line(new Extent(0, 5)), .. Whole], out _));

    [Fact]
    public void Claims_beyond_the_file_or_turned_around_end_the_reading()
    {
        foreach (var claim in (Extent[])[new(0, 10_001), new(-1, 5), new(5, 5), new(7, 3), new(0, long.MaxValue)])
        {
            var content = JournalContent.Parse(
                [
                    .. JournalContent.Line(Header),
                    .. JournalContent.Line(claim),
                    .. JournalContent.Line(new Extent(0, 5)),
                ],
                out _
            );
            Assert.True(content!.Claims.IsEmpty);
        }
    }

    [Fact]
    public void Huge_journal_is_read_whole()
    {
        using var journal = new MemoryStream();
        journal.Write(JournalContent.Line(Header with { Size = 1L << 40 }));
        for (long i = 0; i < 50_000; i++)
            journal.Write(JournalContent.Line(new Extent(i << 20, (i + 1) << 20)));

        var content = JournalContent.Parse(journal.ToArray(), out var valid);

        Assert.Equal(journal.Length, valid);
        Assert.Equal([new Extent(0, 50_000L << 20)], content!.Claims);
    }

    [Fact]
    public void Line_without_end_is_no_record() =>
        Assert.Null(JournalContent.Parse([.. "00000000 header "u8, .. new byte[10 << 20]], out _));

    private static byte[] Make(IEnumerable<Extent> claims) =>
        [
            .. JournalContent.Line(Header),
            .. JournalContent.Line(Source),
            .. claims.SelectMany(c => JournalContent.Line(c)),
        ];

    /// <summary>Every claim is the first so many of those written; damage that moves whole records may skip some.</summary>
    private static void AssertOnlyWritten(JournalContent? content, bool order = true)
    {
        if (content is null)
            return;
        Assert.Equal(Header, content.Header);
        Assert.True(
            new ExtentSet(Written).Missing(new Extent(0, 10_000)).All(gap => content.Claims.FirstWithin(gap).IsEmpty)
        );
        if (order)
            Assert.Contains(
                Enumerable.Range(0, Written.Length + 1),
                count => new ExtentSet(Written.Take(count)).SequenceEqual(content.Claims)
            );
    }
}
