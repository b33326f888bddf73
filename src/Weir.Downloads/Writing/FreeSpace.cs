using Weir.Measurements.Units;

namespace Weir.Downloads.Writing;

/// <summary>Says before a download that it cannot fit, rather than after most of it.</summary>
internal static class FreeSpace
{
    public static StorageFault? Check(string path, long needed)
    {
        var folder = Path.GetDirectoryName(path)!;
        long free;
        try
        {
            free = new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (StorageFault.IsStorage(e) || e is ArgumentException)
        {
            return null; // Unknown is not full: writing will tell.
        }
        return free >= needed
            ? null
            : new StorageFault(
                StorageFaultKind.DiskFull,
                $"the disk is full: the file takes {new ByteSize(needed)} and {folder} has {new ByteSize(free)} free; "
                    + "free some space or choose another place with -o"
            );
    }
}
