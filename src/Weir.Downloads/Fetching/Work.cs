using Weir.Content.Pieces;
using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Verifying;
using Weir.Http.Client;

namespace Weir.Downloads.Fetching;

/// <summary>What a worker is to do next.</summary>
internal abstract record Work;

/// <summary>Ask the source for the first time, or again after a failure: is it there, and which file has it?</summary>
/// <param name="Before">What it said the last time.</param>
/// <param name="MustSample">
/// Its file seemed to have changed, and may be the same after all, from another of the machines behind one name.
/// </param>
internal sealed record JoinWork(SourceFacts? Before, bool MustSample) : Work;

/// <summary>Close the connection: others wait for one.</summary>
internal sealed record LeaveWork : Work;

/// <summary>Fetch a segment.</summary>
/// <param name="Known">What the source said about its file; each answer must be about the same.</param>
/// <param name="IsWhole">Ask for all of the file, and use of it what the segment still needs.</param>
/// <param name="Declared">
/// Ask for no more than so much, for the hash of the body as well, and use nothing of a body that has another; 0 for neither.
/// </param>
internal sealed record FetchWork(Attempt Attempt, Segment Segment, SourceFacts Known, bool IsWhole, int Declared) : Work
{
    public bool IsDeclared => Declared > 0;

    /// <summary>The bytes that the answer should bring: where they come with a hash only the beginning of the segment.</summary>
    public Extent Asked =>
        IsWhole ? new Extent(0, Known.Size ?? long.MaxValue)
        : IsDeclared ? new Extent(Segment.From, Math.Min(Segment.To, Segment.From + Declared))
        : new Extent(Segment.From, Segment.To);
}

/// <summary>Fetch a piece that was wrong into memory, so that it can be compared.</summary>
/// <param name="Known">What the source said about its file.</param>
internal sealed record TrialWork(Attempt Attempt, Trial Trial, SourceFacts Known) : Work
{
    /// <summary>The hashes at the time: the attempt may go on without them.</summary>
    public PieceHashes Pieces { get; } = Attempt.Book!.Hashes;
}

/// <summary>
/// One connection that may be open to a source, and the thread that uses it. The session's gate guards all but what the
/// thread itself holds.
/// </summary>
internal sealed class Slot(int id, int source, int ordinal)
{
    public int Id { get; } = id;

    public int Source { get; } = source;

    /// <summary>The one slot of a source that asks it whether it is there.</summary>
    public bool IsPrimary => Ordinal == 0;

    /// <summary>Counts the slots of its source from 0.</summary>
    public int Ordinal { get; } = ordinal;

    /// <summary>The connection in use, so that others can interrupt it.</summary>
    public ClientConnection? Connection { get; set; }

    /// <summary>Its thread is at work, and has a connection or is about to make one.</summary>
    public bool IsEngaged { get; set; }

    public bool HasSegment { get; set; }

    /// <summary>Its work was taken from it while its thread is at it: a connection that it makes is not to be used.</summary>
    public bool IsCalledOff { get; set; }

    /// <summary>Since when it has had its segment.</summary>
    public TimeSpan WorksSince { get; set; }

    /// <summary>The server that holds a place for this slot's connection (<see cref="SourceAddress.Authority"/>).</summary>
    public string? Seat { get; set; }

    /// <summary>The server that the last request went to.</summary>
    public string? LastAsked { get; set; }

    /// <summary>Body bytes of segments on the present connection, or on the last one.</summary>
    public long ConnectionBytes { get; set; }

    /// <summary>Body bytes since the source was last tried.</summary>
    public long TryBytes { get; set; }

    /// <summary>A second connection that failed while the first works waits on its own.</summary>
    public TimeSpan NotBefore { get; set; }

    public int Failures { get; set; }
}
