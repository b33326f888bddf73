using Weir.Downloads.Writing;
using Weir.Measurements.Records;

namespace Weir.Downloads.Downloading;

/// <summary>How a download ended, with the record it leaves.</summary>
/// <param name="Storage">What was wrong with the target, when <paramref name="End"/> is <see cref="DownloadEnd.Storage"/>.</param>
public sealed record DownloadResult(TransferRecord Record, DownloadEnd End, StorageFault? Storage)
{
    /// <summary>Why it went as it did, in sentences; empty when no source was needed, or when it was not asked for.</summary>
    public IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>Pieces of what was there before that were wrong and were fetched.</summary>
    public int DamagedPieces { get; init; }

    /// <summary>A repaired copy has taken the place of the file.</summary>
    public bool IsReplaced { get; init; }
}

public enum DownloadEnd
{
    /// <summary>The whole file is in its place.</summary>
    Done,

    /// <summary>No source could be reached, or none was left.</summary>
    Unavailable,

    /// <summary>The sources have different files, and nothing says which is meant.</summary>
    Irreconcilable,

    /// <summary>The file has not the expected hash, whichever sources it came from.</summary>
    Corrupt,

    /// <summary>The target could not be made or written.</summary>
    Storage,

    Cancelled,

    /// <summary>The one source is a Metalink (by its Content-Type), which describes the file and is not it.</summary>
    Metalink,
}
