using Weir.Cli.Menu;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Menu;

public sealed class MenuPageTests
{
    [Fact]
    public void Without_colours_the_menu_is_plain_text()
    {
        var page = Page(isPlain: true);

        Assert.Equal(Golden.Expected("PlainMenu.txt", page), page);
    }

    [Fact]
    public void With_colours_the_selected_line_stands_out()
    {
        var page = Page(isPlain: false).Replace('\u001b', '^');

        Assert.Equal(Golden.Expected("ColouredMenu.txt", page), page);
    }

    [Fact]
    public void It_leaves_room_for_results_on_a_screen_of_80_by_24()
    {
        var lines = Lines(isPlain: true, width: 80);

        Assert.InRange(lines.Count, 10, 16);
        Assert.All(lines, line => Assert.DoesNotContain('…', line));
    }

    [Fact]
    public void The_second_page_has_room_too()
    {
        var lines = MenuPage.Lines(MenuChoices.Tools, 0, "Back", new MenuStyle(IsPlain: true), width: 80);

        Assert.InRange(lines.Count, 10, 16);
        Assert.All(lines, line => Assert.DoesNotContain('…', line));
        Assert.Contains("    q  Back", lines);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(80)]
    public void No_line_is_wider_than_the_screen(int width)
    {
        Assert.All(Lines(isPlain: true, width), line => Assert.InRange(line.Length, 0, width - 1));
    }

    private static string Page(bool isPlain) => string.Join('\n', Lines(isPlain, width: 80)) + "\n";

    private static IReadOnlyList<string> Lines(bool isPlain, int width) =>
        MenuPage.Lines(MenuChoices.All, 2, "Quit", new MenuStyle(isPlain), width);
}
