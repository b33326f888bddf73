namespace Weir.Content.Pieces;

/// <summary>How a file is cut into pieces: all of one size, but for the last, which is what remains.</summary>
/// <remarks>
/// <code>
///   |  piece 0  |  piece 1  |  piece 2  | 3 |
///   0        PieceSize                     Size
/// </code>
/// </remarks>
public readonly record struct PieceMap
{
    /// <exception cref="ArgumentOutOfRangeException">A negative size, or pieces of no byte.</exception>
    public PieceMap(long size, long pieceSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceSize, 1);
        Size = size;
        PieceSize = pieceSize;
    }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; }

    /// <summary>Bytes of each piece but the last.</summary>
    public long PieceSize { get; }

    /// <summary>How many pieces there are; none in an empty file.</summary>
    public long Count => Size == 0 ? 0 : ((Size - 1) / PieceSize) + 1;

    /// <summary>Where the piece begins.</summary>
    public long Start(long piece)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)piece, (ulong)Count, nameof(piece));
        return piece * PieceSize;
    }

    /// <summary>Bytes of that piece.</summary>
    public long Length(long piece) => Math.Min(PieceSize, Size - Start(piece));

    /// <summary>The piece in which a byte lies.</summary>
    public long At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)offset, (ulong)Size, nameof(offset));
        return offset / PieceSize;
    }
}
