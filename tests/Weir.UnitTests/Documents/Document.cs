using System.Text;
using Weir.Testing.Files;

namespace Weir.UnitTests.Documents;

/// <summary>A document that users read.</summary>
/// <param name="Path">Within the repository, as <c>docs/get.md</c>.</param>
/// <param name="Text">All of it.</param>
internal sealed record Document(string Path, string Text)
{
    public static IReadOnlyList<Document> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md")
            .Concat(
                Directory.EnumerateFiles(
                    System.IO.Path.Combine(Repository.Root, "docs"),
                    "*.md",
                    SearchOption.AllDirectories
                )
            )
            .Select(path => new Document(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)))
            .OrderBy(document => document.Path, StringComparer.Ordinal),
    ];

    /// <summary>What stands between fences.</summary>
    public IEnumerable<string> Blocks
    {
        get
        {
            StringBuilder? block = null;
            foreach (var line in Text.Split('\n'))
            {
                if (!line.StartsWith("```", StringComparison.Ordinal))
                {
                    block?.Append(line).Append('\n');
                    continue;
                }

                if (block is not null)
                    yield return block.ToString();
                block = block is null ? new StringBuilder() : null;
            }
        }
    }

    public override string ToString() => Path;
}
