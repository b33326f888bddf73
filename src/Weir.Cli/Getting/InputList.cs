using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;

namespace Weir.Cli.Getting;

/// <summary>
/// Reads <c>--input-file</c>: one file a line, its URLs separated by blanks or tabs; below it, indented, what is to be
/// known of it, in the form of aria2's input files:
/// <code>
/// # a comment
/// http://a/big.iso	http://b/big.iso
///   out=isos/big.iso
///   checksum=sha256:9f86d0…
/// </code>
/// </summary>
internal static class InputList
{
    private const int MostEntries = 100_000;
    private const int LongestLine = 64 << 10;

    private static readonly char[] Blanks = [' ', '\t'];

    /// <param name="name">How the file is named in a mistake.</param>
    /// <exception cref="MistakeException">A line is not understood, or two files have the same target.</exception>
    public static IReadOnlyList<InputEntry> Read(TextReader text, string name)
    {
        var drafts = new List<Draft>();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var place = $"{name} line {number}";
            if (line.Length > LongestLine)
                throw MistakeException.Usage($"{place} is longer than {LongestLine} characters; is it a list of URLs?");
            var content = line.Trim();
            if (content.Length == 0 || content[0] == '#')
                continue;
            if (!Blanks.Contains(line[0]))
                drafts.Add(new Draft(number, Sources(content, place)));
            else if (drafts.Count == 0)
                throw MistakeException.Usage($"{place} is indented, but no URL stands above it; begin with a URL");
            else
                Set(drafts[^1], content, place);
            if (drafts.Count > MostEntries)
                throw MistakeException.Usage($"{name} has more than {MostEntries} files; divide it");
        }
        if (drafts.Count == 0)
            throw MistakeException.Usage($"{name} names no file; write one URL a line");
        InputEntry[] entries = [.. drafts.Select(draft => draft.ToEntry(name))];
        RefuseCollisions(entries, name);
        return entries;
    }

    private static List<SourceAddress> Sources(string content, string place)
    {
        try
        {
            return SourceList.Parse(content.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), "http://HOST/FILE");
        }
        catch (MistakeException mistake)
        {
            throw MistakeException.Usage($"{place}: {mistake.Message}");
        }
    }

    private static void Set(Draft draft, string content, string place)
    {
        var equals = content.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = equals < 0 ? (content, "") : (content[..equals].TrimEnd(), content[(equals + 1)..].Trim());
        switch (key)
        {
            case "out" when value.Length > 0:
                draft.Target = value;
                break;
            case "checksum":
                // aria2 writes sha-256=HEX.
                draft.Checksum = Checksum.TryParse(value.Replace('=', ':'), out var checksum, out var problem)
                    ? checksum
                    : throw MistakeException.Usage($"{place}: checksum: {problem}");
                break;
            default:
                throw MistakeException.Usage(
                    $"{place}: \"{content}\" is not understood; write out=NAME or checksum=ALG:HEX"
                );
        }
    }

    /// <summary>Two downloads to one place would spoil each other's file.</summary>
    private static void RefuseCollisions(InputEntry[] entries, string name)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var path = Path.GetFullPath(entry.Target);
            if (!lines.TryAdd(path, entry.Line))
                throw MistakeException.Usage(
                    $"{name} lines {lines[path]} and {entry.Line} both go to {entry.Target}; name another with out=NAME"
                );
        }
    }

    private sealed class Draft(int line, IReadOnlyList<SourceAddress> sources)
    {
        public string? Target { get; set; }

        public Checksum? Checksum { get; set; }

        public InputEntry ToEntry(string name) =>
            new(
                line,
                sources,
                Target
                    ?? sources[0].FileName
                    ?? throw MistakeException.Usage(
                        $"{name} line {line}: {sources[0].PublicUrl} ends without a file name; name it with out=NAME"
                    ),
                Checksum
            );
    }
}
