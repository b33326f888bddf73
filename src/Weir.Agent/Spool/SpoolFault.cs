namespace Weir.Agent.Spool;

/// <summary>Why the spool could not be opened or written.</summary>
/// <param name="Reason">A whole sentence that names the place and the remedy, without its final stop.</param>
public sealed record SpoolFault(SpoolFaultKind Kind, string Reason)
{
    private const int OutOfSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT
    private const int WouldBlock = 11; // EWOULDBLOCK on Linux
    private const int WouldBlockMac = 35; // EWOULDBLOCK on macOS

    internal static SpoolFault Of(Exception error, string path) =>
        error switch
        {
            IOException { HResult: OutOfSpace or OverQuota } => new(
                SpoolFaultKind.DiskFull,
                $"the disk is full, {path} could not be written; records are kept in memory until there is room again"
            ),
            IOException { HResult: WouldBlock or WouldBlockMac } => new(
                SpoolFaultKind.InUse,
                $"{Path.GetDirectoryName(path)} is the spool of an agent that is running; name another with --spool"
            ),
            UnauthorizedAccessException => new(
                SpoolFaultKind.NotWritable,
                $"{path} cannot be written: permission denied; name another folder with --spool"
            ),
            _ => new(SpoolFaultKind.NotWritable, $"{path} cannot be written: {error.Message}"),
        };

    /// <summary>Exceptions that mean trouble with the disk rather than a bug.</summary>
    internal static bool IsStorage(Exception error) => error is IOException or UnauthorizedAccessException;
}

public enum SpoolFaultKind
{
    DiskFull,
    NotWritable,
    InUse,
}
