using System.Text.RegularExpressions;
using Weir.Testing.Files;

namespace Weir.UnitTests.Documents;

/// <summary>Documents lead to each other.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Each_link_within_the_repository_leads_somewhere()
    {
        var broken =
            from document in Document.All
            from link in Links(document)
            where !LeadsSomewhere(document, link)
            select $"{document}: {link}";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_list_of_documents_names_each()
    {
        var list = Document.All.Single(document => document.Path == "docs/README.md");
        var named = Links(list).Select(link => Place(list, link.Split('#')[0])).ToHashSet();
        var missing =
            from document in Document.All
            where document != list && document.Path.StartsWith("docs/", StringComparison.Ordinal)
            let place = document.Path.StartsWith("docs/decisions/", StringComparison.Ordinal)
                ? "docs/decisions"
                : document.Path
            where !named.Contains(place)
            select document.Path;

        Assert.Empty(missing);
    }

    [Fact]
    public void The_first_page_leads_to_the_list()
    {
        Assert.Contains("docs/README.md", Links(Document.All.Single(document => document.Path == "README.md")));
    }

    private static IEnumerable<string> Links(Document document) =>
        Link()
            .Matches(document.Text)
            .Select(match => match.Groups["place"].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal));

    private static bool LeadsSomewhere(Document from, string link)
    {
        var parts = link.Split('#', 2);
        var place = parts[0].Length == 0 ? from.Path : Place(from, parts[0]);
        if (parts.Length == 1)
            return Path.Exists(Path.Combine(Repository.Root, place));
        return Document.All.FirstOrDefault(document => document.Path == place) is { } target
            && Heading().Matches(target.Text).Any(match => Anchor(match.Groups["words"].Value) == parts[1]);
    }

    private static string Place(Document from, string link) =>
        Path.GetRelativePath(
            Repository.Root,
            Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, link))
        );

    /// <summary>As GitHub makes it of a heading.</summary>
    private static string Anchor(string heading) =>
        string.Concat(
            heading
                .ToLowerInvariant()
                .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
                .Select(letter => letter == ' ' ? '-' : letter)
        );

    [GeneratedRegex(@"\]\((?<place>[^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<words>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();
}
