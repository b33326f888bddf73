namespace Weir.Downloads.Writing;

/// <summary>Tells one start of the machine from the next: the page cache survives a process, not a power loss.</summary>
internal static class BootId
{
    private const string KernelFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Null where the system does not say; then nothing unsynced is trusted.</summary>
    public static string? Current { get; } = Read();

    private static string? Read()
    {
        try
        {
            return File.Exists(KernelFile) ? File.ReadAllText(KernelFile).Trim() : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
