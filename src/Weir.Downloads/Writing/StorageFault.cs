namespace Weir.Downloads.Writing;

/// <summary>Why a file could not be made, written or moved into place.</summary>
/// <param name="Reason">A clause that names the file and the remedy, to stand after a colon.</param>
public sealed record StorageFault(StorageFaultKind Kind, string Reason)
{
    private const int OutOfSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT
    private const int ReadOnly = 30; // EROFS

    internal static StorageFault Of(Exception error, string path) =>
        error switch
        {
            IOException { HResult: OutOfSpace or OverQuota } => new(
                StorageFaultKind.DiskFull,
                $"the disk is full: {path} could not be written; free some space and run the same command again to continue"
            ),
            UnauthorizedAccessException or IOException { HResult: ReadOnly } => new(
                StorageFaultKind.NotWritable,
                $"{path} cannot be written: permission denied; choose another place with -o"
            ),
            DirectoryNotFoundException => new(
                StorageFaultKind.FolderMissing,
                $"the folder {Path.GetDirectoryName(path)} does not exist; create it first or choose another with -o"
            ),
            _ => new(StorageFaultKind.Other, $"{path} could not be written: {error.Message}"),
        };

    /// <summary>Exceptions that mean storage trouble rather than a bug.</summary>
    internal static bool IsStorage(Exception error) => error is IOException or UnauthorizedAccessException;
}

public enum StorageFaultKind
{
    FolderMissing,
    IsFolder,

    /// <summary>A pipe, a socket or a device.</summary>
    NotAFile,
    Exists,
    NotWritable,
    DiskFull,
    InUse,

    /// <summary>Whoever reads the output has closed it.</summary>
    Closed,

    /// <summary>Whoever reads the output is slower than the sources; not the end of anything.</summary>
    Waiting,
    Other,
}
