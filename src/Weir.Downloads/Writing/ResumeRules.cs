using Weir.Content.Hashes;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Fields;

namespace Weir.Downloads.Writing;

/// <summary>Whether the claims of an earlier process may be believed. Pure.</summary>
internal static class ResumeRules
{
    /// <summary>
    /// How much later than the journal the part file may have been written to by a process that was killed: it claims what
    /// it writes many times a second.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Somebody else has written to the part file since.</summary>
    /// <param name="part">When it was last written to.</param>
    /// <param name="journalFile">When the journal was.</param>
    public static bool IsTouched(JournalContent journal, DateTime part, DateTime journalFile) =>
        journal.Stamp is { } stamp ? part.Ticks != stamp : part > journalFile + Slack;

    /// <summary>What is claimed is in the part file still: it was synced, or the machine has not been restarted since.</summary>
    public static bool IsSafe(JournalHeader header, string? bootId) =>
        header.IsSynced || (bootId is not null && header.BootId == bootId);

    /// <summary>
    /// What is left where every piece can be proven: all that may be there, and of that what needs no second look.
    /// </summary>
    /// <param name="journal">Null when it cannot be read: then any byte of the part file may be right.</param>
    /// <param name="pieces">The hashes of pieces that count now, as the journal's header has them.</param>
    public static (ExtentSet Written, ExtentSet Proven) WithPieces(
        JournalContent? journal,
        long size,
        string pieces,
        string? bootId,
        bool isTouched
    )
    {
        if (journal is null || journal.Header.Size != size)
            return (new ExtentSet([new Extent(0, size)]), new ExtentSet());
        var isProven = IsSafe(journal.Header, bootId) && !isTouched && journal.Header.Pieces == pieces;
        return (journal.Written, isProven ? new ExtentSet(journal.Claims) : new ExtentSet());
    }

    /// <param name="sources">Those that have answered, with what they said.</param>
    /// <param name="checksum">
    /// With it the end will tell: claims that may have been lost, or spoilt, are tried all the same.
    /// </param>
    /// <returns>Why not, as a clause; null when they may.</returns>
    public static string? Refuse(
        JournalContent journal,
        IEnumerable<(string Url, SourceFacts Facts)> sources,
        Checksum? checksum,
        string? bootId,
        bool isTouched = false
    )
    {
        var header = journal.Header;
        if (header.Checksum is { } expected && checksum is not null && expected != checksum.ToString())
            return "the journal is of a file with another checksum";
        if (checksum is null && !IsSafe(header, bootId))
            return "the machine was restarted since, and what was not synced may be lost";
        if (checksum is null && isTouched)
            return "the part file has been changed since, and no checksum can tell whether it is right";
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
