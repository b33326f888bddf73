namespace Weir.Content.Pieces;

/// <summary>How large the pieces of a file are to be.</summary>
public static class PieceSizes
{
    /// <summary>Smaller pieces would cost more in hashes and requests than a repair of them saves.</summary>
    public const long Smallest = 256 * 1024;

    /// <summary>So many hashes of 32 bytes make a Metalink of about 170 kB, which no file is too small to carry.</summary>
    public const long MostPieces = 1024;

    /// <summary>The smallest power of two from 256 KiB on that makes at most 1,024 pieces: 1 MiB for 1 GiB.</summary>
    public static long For(long fileSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileSize);
        var size = Smallest;
        while (new PieceMap(fileSize, size).Count > MostPieces)
            size *= 2;
        return size;
    }
}
