using Weir.Downloads.Planning;
using Weir.Downloads.Writing;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Downloads;

/// <summary>The journal as a file: locked, written anew, removed.</summary>
public sealed class JournalFileTests : IDisposable
{
    private static readonly JournalHeader Header = new(
        JournalHeader.CurrentVersion,
        1 << 30,
        null,
        null,
        "boot",
        false
    );

    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder["f.weir-journal"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Journal_that_is_mostly_outdated_is_written_anew_and_claims_the_same(bool isSynced)
    {
        const int claims = 5_000;
        using (var journal = Open())
        {
            Assert.Null(journal.Restart(Header with { IsSynced = isSynced }));
            Assert.Null(journal.Add(new JournalSource("http://a/f", "\"1\"", null)));
            for (var i = 0; i < claims; i++)
                Assert.Null(journal.Claim(new Extent(i * 10L, (i + 1) * 10L), journal.Generation));
            Assert.Null(journal.Add(new JournalSource("http://b/f", "\"1\"", null)));
        }

        Assert.InRange(new FileInfo(JournalPath).Length, 1, 5_000);
        Assert.Equal(["f.weir-journal"], _folder.Names());
        var content = JournalContent.Parse(File.ReadAllBytes(JournalPath), out var valid);
        Assert.NotNull(content);
        Assert.Equal(new FileInfo(JournalPath).Length, valid);
        Assert.Equal([new Extent(0, claims * 10L)], content.Claims.ToArray());
        Assert.Equal(["http://a/f", "http://b/f"], content.Sources.Select(s => s.Url));
        Assert.Equal(isSynced, content.Header.IsSynced);
    }

    [Fact]
    public void Journal_of_claims_that_are_all_needed_grows()
    {
        using (var journal = Open())
        {
            journal.Restart(Header);
            for (var i = 0; i < 1_000; i++)
                journal.Claim(new Extent(i * 10L, (i * 10L) + 1), journal.Generation);
        }

        var content = JournalContent.Parse(File.ReadAllBytes(JournalPath), out _);

        Assert.Equal(1_000, content!.Claims.Total);
    }

    [Fact]
    public void Journal_that_was_continued_is_written_anew_with_what_was_there()
    {
        using (var first = Open())
        {
            first.Restart(Header);
            first.Claim(new Extent(1 << 20, 2 << 20), first.Generation);
        }
        using (var second = Open())
        {
            Assert.Null(second.Continue("boot", isSynced: false));
            for (var i = 0; i < 1_000; i++)
                second.Claim(new Extent(i, i + 1), second.Generation);
        }

        var content = JournalContent.Parse(File.ReadAllBytes(JournalPath), out _);

        Assert.Equal([new Extent(0, 1_000), new Extent(1 << 20, 2 << 20)], content!.Claims.ToArray());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Header_says_what_holds_of_the_claims_of_the_process_that_continues(bool wasSynced, bool isSynced)
    {
        using (var first = Open())
        {
            first.Restart(Header with { BootId = "before", IsSynced = wasSynced });
            first.Add(new JournalSource("http://a/f", "\"1\"", null));
            first.Claim(new Extent(0, 100), first.Generation);
        }
        using (var second = Open())
        {
            Assert.Null(second.Continue("now", isSynced));
            second.Claim(new Extent(100, 200), second.Generation);
        }

        var content = JournalContent.Parse(File.ReadAllBytes(JournalPath), out _)!;

        Assert.Equal(("now", isSynced), (content.Header.BootId, content.Header.IsSynced));
        Assert.Equal([new Extent(0, 200)], content.Claims.ToArray());
        Assert.Single(content.Sources);
    }

    [Fact]
    public void Claims_that_a_power_loss_may_have_undone_are_only_held_by_who_continues()
    {
        using (var first = Open())
        {
            first.Restart(Header with { BootId = "before" });
            first.Claim(new Extent(0, 100), first.Generation);
        }
        using (var second = Open())
        {
            Assert.Null(second.Continue("now", isSynced: false, isBelieved: false));
            second.Claim(new Extent(100, 200), second.Generation);
        }

        var content = JournalContent.Parse(File.ReadAllBytes(JournalPath), out _)!;

        Assert.Equal([new Extent(100, 200)], content.Claims.ToArray());
        Assert.Equal([new Extent(0, 100)], content.Held.ToArray());
    }

    [Fact]
    public void Journal_that_was_written_anew_is_still_locked()
    {
        using var journal = Open();
        journal.Restart(Header);
        for (var i = 0; i < 1_000; i++)
            journal.Claim(new Extent(i, i + 1), journal.Generation);

        Assert.Null(Journal.Open(JournalPath, out var fault));

        Assert.Equal(StorageFaultKind.InUse, fault?.Kind);
    }

    [Fact]
    public void Journal_is_open_in_one_place_only_however_often_it_is_removed()
    {
        var (open, most, opened) = (0, 0, 0);

        Parallel.For(
            0,
            8,
            _ =>
            {
                for (var i = 0; i < 300; i++)
                {
                    using var journal = Journal.Open(JournalPath, out var fault);
                    if (journal is null)
                    {
                        Assert.Equal(StorageFaultKind.InUse, fault?.Kind);
                        continue;
                    }
                    Interlocked.Increment(ref opened);
                    var now = Interlocked.Increment(ref open);
                    if (now > Volatile.Read(ref most))
                        Volatile.Write(ref most, now);
                    Thread.Yield();
                    Interlocked.Decrement(ref open);
                    journal.Delete();
                }
            }
        );

        Assert.True(opened > 0);
        Assert.Equal(1, most);
    }

    private Journal Open()
    {
        var journal = Journal.Open(JournalPath, out var fault, worthCompacting: 2_000);
        Assert.True(journal is not null, fault?.Reason);
        return journal;
    }
}
