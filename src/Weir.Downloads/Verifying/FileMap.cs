using Weir.Downloads.Planning;

namespace Weir.Downloads.Verifying;

/// <summary>A file's parts by who brought them, as coarse as a picture of it. Pure.</summary>
internal static class FileMap
{
    /// <summary>Cells of a whole file.</summary>
    public const int Cells = 400;

    private const int Nobody = -1;
    private const int Before = -2;

    /// <summary>Runs of cells: who, how many, who, how many … A cell is somebody's with his first byte in it.</summary>
    /// <param name="size">Of the file, more than 0.</param>
    /// <param name="resumed">What an earlier process left.</param>
    public static IReadOnlyList<int> Of(long size, Attribution brought, ExtentSet resumed)
    {
        Span<int> cells = stackalloc int[Cells];
        cells.Fill(Nobody);
        foreach (var extent in resumed)
            Paint(cells, extent, size, Before);
        foreach (var (source, extents) in brought.All)
        foreach (var extent in extents)
            Paint(cells, extent, size, source);
        var runs = new List<int>();
        for (var from = 0; from < Cells; )
        {
            var to = from + 1;
            while (to < Cells && cells[to] == cells[from])
                to++;
            runs.Add(cells[from]);
            runs.Add(to - from);
            from = to;
        }

        return runs;
    }

    private static void Paint(Span<int> cells, Extent extent, long size, int who)
    {
        if (extent.IsEmpty)
            return;
        var (first, last) = (CellOf(extent.From, size), CellOf(extent.To - 1, size));
        cells[first..(last + 1)].Fill(who);
    }

    private static int CellOf(long at, long size) =>
        at <= long.MaxValue / Cells ? (int)(at * Cells / size) : FarCellOf(at, size);

    /// <summary>Behind 23 PB. By itself, since 128 bits are never compiled ahead of time.</summary>
    private static int FarCellOf(long at, long size) => (int)((Int128)at * Cells / size);
}
