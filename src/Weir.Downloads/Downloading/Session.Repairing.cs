using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>By whose hashes a file is repaired: all sources that were named are asked for their Metalinks.</summary>
internal sealed partial class Session
{
    private readonly Testimonies _testimonies = new();
    private TimeSpan? _testifiedSince;

    /// <summary>More Metalinks are of use: nothing has begun, and nobody has named one.</summary>
    private bool IsGathering => _options.IsRepair && _options.Pieces is null && _attempt is null;

    /// <summary>
    /// Whether it is known what the pieces of a class's file hash to. It begins when those have been heard that may
    /// contradict, or not at all. The caller holds the gate.
    /// </summary>
    private bool MayRepair(SourceClass chosen)
    {
        if (_options.UsablePieces is not null)
            return PiecesOf(chosen) is not null || AwaitPieces();
        var testimony = _testimonies.Choose(chosen.Members, chosen.Facts.Size, _options.Checksum);
        if (testimony is { Pieces: null, Disagreeing: null })
            return AwaitPieces();
        _testifiedSince ??= Now;
        if ((_describing > 0 || _roster.Pending > 0) && Now - _testifiedSince < _options.Objections)
            return false;
        if (testimony.Disagreeing is { } two)
            Conclude(
                new Conclusion(
                    DownloadEnd.Irreconcilable,
                    $"the Metalinks of {_sources[two.One].Address.Url} and {_sources[two.Other].Address.Url} contradict each other; "
                        + "say which file is meant with --checksum, or name only sources of one",
                    null
                )
            );
        _describedPieces = testimony.Pieces;
        return testimony.Pieces is not null;
    }

    private bool AwaitPieces()
    {
        if (_describing == 0 && _roster.Pending == 0)
            Conclude(
                new Conclusion(
                    DownloadEnd.Irreconcilable,
                    _testimonies.IsEmpty
                        ? "no source says what the pieces of its file hash to, so nobody can tell which are damaged; name the file's Metalink"
                        : "the Metalinks that sources have are of other files than the one that is wanted; name the file's Metalink",
                    null
                )
            );
        return false;
    }
}
