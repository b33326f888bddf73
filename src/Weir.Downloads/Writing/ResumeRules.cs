using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Http.Fields;

namespace Weir.Downloads.Writing;

/// <summary>Whether the claims of an earlier process may be believed. Pure.</summary>
internal static class ResumeRules
{
    /// <param name="sources">Those that have answered, with what they said.</param>
    /// <returns>Why not, as a clause; null when they may.</returns>
    public static string? Refuse(
        JournalContent journal,
        IEnumerable<(string Url, SourceFacts Facts)> sources,
        Checksum? checksum,
        string? bootId
    )
    {
        var header = journal.Header;
        if (header.Checksum is { } expected && checksum is not null && expected != checksum.ToString())
            return "the journal is of a file with another checksum";
        if (!header.IsSynced && (bootId is null || header.BootId != bootId))
            return "the machine was restarted since, and what was not synced may be lost";
        foreach (var (url, facts) in sources)
        {
            if (header.Size != facts.Size)
                return $"the journal is of a file of {header.Size} bytes, the source has {facts.Describe()}";
            if (header.Sample is { } sample && facts.Sample is { } found && sample != found)
                return "the content has changed since";
            var known = journal.Sources.FindLast(s => s.Url == url);
            if (known is not null && !ToFacts(known, header.Size).IsSameVersion(facts))
                return "the file has changed since";
            if (known is not null || (header.Sample is not null && header.Sample == facts.Sample))
                return null;
            if (facts.ETag is { IsWeak: false } tag && journal.Sources.Exists(s => s.Etag == tag.ToString()))
                return null;
        }
        return "the journal is of other sources";
    }

    private static SourceFacts ToFacts(JournalSource source, long? size)
    {
        EntityTag? tag =
            source.Etag is { } text && EntityTag.TryParse(System.Text.Encoding.Latin1.GetBytes(text), out var parsed)
                ? parsed
                : null;
        return new SourceFacts
        {
            Size = size,
            HasRanges = true,
            ETag = tag,
            LastModified = source.LastModified,
        };
    }
}
