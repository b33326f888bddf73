using Weir.Content.Pieces;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Downloading;

/// <summary>A download that is passed on in order while it is under way: what was passed on cannot be taken back.</summary>
internal sealed partial class Session
{
    private const int LeastStreamWindow = 24 << 20;
    private const int MostStreamWindow = 48 << 20;

    /// <summary>Pieces that a window must hold, so that some come while others are hashed.</summary>
    private const int PiecesInWindow = 3;

    /// <summary>
    /// How far the sources may be ahead of who reads, in bytes; more for large pieces, none of which is passed on before it
    /// is proven. All of it is in memory.
    /// </summary>
    private int StreamWindow =>
        _options.UsablePieces is { } pieces
            ? (int)Math.Clamp(PiecesInWindow * pieces.Map.PieceSize, LeastStreamWindow, MostStreamWindow)
            : _options.StreamWindow ?? LeastStreamWindow;

    /// <summary>Pieces that are too large for the window are not checked, but the whole is.</summary>
    private static bool Fit(PieceHashes pieces) => pieces.Map.PieceSize <= MostStreamWindow / PiecesInWindow;

    /// <summary>Passes bytes on once those who might object have been heard. The caller holds the gate.</summary>
    private void LetGo()
    {
        if (_output is null || _attempt is not { } attempt)
            return;
        if (_roster.Pending == 0 || Now - _attemptSince >= _options.Objections)
            attempt.LetGo();
    }

    /// <summary>
    /// What was passed on cannot be taken back, and its hash will tell whether it is right: nobody else's file goes on from
    /// there, however many have it. The caller holds the gate.
    /// </summary>
    private SourceClass? KeepTo(Attempt begun)
    {
        if (begun.Class.Members.Exists(_roster.IsPromising))
        {
            _wrongSince = null;
            return begun.Class;
        }
        if (
            AwaitsReturn(
                m => IsGivenUp(m) && begun.Class.Members.Contains(m),
                "nobody else has the file that was begun"
            )
        )
            return begun.Class;
        Conclude(new Conclusion(DownloadEnd.Unavailable, Despair(Hope.Gone), null));
        return null;
    }

    private void ConcludePassedOn(string why) =>
        Conclude(
            new Conclusion(
                DownloadEnd.Corrupt,
                $"{why}; what was written to the output is wrong and cannot be taken back",
                null
            )
        );
}
