namespace Weir.Agent.Spool;

/// <summary>A look through the files of a spool, which changes nothing and disturbs no agent.</summary>
/// <param name="Records">Whole records, acknowledged ones that were not deleted yet included.</param>
/// <param name="Damaged">Lines that are no record any more.</param>
/// <param name="Rejected">Whether records lie there that the collector refused for good.</param>
public sealed record SpoolInspection(int Records, int Damaged, bool Rejected)
{
    /// <summary>Null when there is no such folder.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static SpoolInspection? Of(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        var (records, damaged) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + SpoolFolder.SegmentSuffix))
        {
            ReadOnlySpan<byte> rest;
            try
            {
                using var file = Segment.Existing(path, 0);
                rest = file.Read(0);
            }
            catch (FileNotFoundException)
            {
                continue; // Delivered and deleted meanwhile.
            }
            // A torn end is that of a record which was never acknowledged to be kept.
            while (SpoolFormat.Next(rest, out _, out var consumed) is var part && consumed > 0)
            {
                records += part == SpoolPart.Record ? 1 : 0;
                damaged += part == SpoolPart.Damaged ? 1 : 0;
                rest = rest[consumed..];
            }
        }
        return new SpoolInspection(records, damaged, File.Exists(Path.Combine(folder, "rejected")));
    }
}
