using Weir.Cli.Mistakes;
using Weir.Downloads.Sources;

namespace Weir.Cli.Arguments;

/// <summary>The SOURCE arguments: URLs, and patterns that stand for several.</summary>
internal static class SourceList
{
    /// <summary>At least one source.</summary>
    /// <param name="example">A command line that has one.</param>
    public static List<SourceAddress> Parse(IEnumerable<string> patterns, string example)
    {
        var sources = new List<SourceAddress>();
        foreach (var pattern in patterns)
        {
            if (!SourcePattern.TryExpand(pattern, out var urls, out var problem))
                throw MistakeException.Usage(problem);
            foreach (var url in urls)
            {
                if (!SourceAddress.TryParse(url, out var source, out var mistake))
                    throw MistakeException.Usage($"{url} {mistake}");
                sources.Add(source);
            }
        }
        return sources.Count > 0
            ? sources
            : throw MistakeException.Usage($"no source given; name at least one URL, as in {example}");
    }
}
