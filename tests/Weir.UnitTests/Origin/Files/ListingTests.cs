using System.Text;
using Weir.Origin.Files;

namespace Weir.UnitTests.Origin.Files;

public sealed class ListingTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Names_can_neither_break_out_of_the_page_nor_name_a_scheme()
    {
        var html = Encoding.UTF8.GetString(
            Listing.ToHtml(
                "/<script>/",
                [
                    new FolderEntry("javascript:alert(1)", IsFolder: false, 1, Time),
                    new FolderEntry("\"><img src=x>", IsFolder: false, 1, Time),
                    new FolderEntry("ü ?#%", IsFolder: true, 0, Time),
                ]
            )
        );
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("href=\"./javascript%3Aalert%281%29\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"./%C3%BC%20%3F%23%25/\"", html, StringComparison.Ordinal);
        Assert.Contains("2026-01-02 03:04:05", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_come_first_then_names()
    {
        FolderEntry[] entries =
        [
            new("b", IsFolder: false, 1, Time),
            new("z", IsFolder: true, 0, Time),
            new("a", IsFolder: false, 1, Time),
        ];
        Array.Sort(entries, FolderEntry.Compare);
        Assert.Equal(["z", "a", "b"], entries.Select(entry => entry.Name));
    }
}
