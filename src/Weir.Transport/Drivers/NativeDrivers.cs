using System.Runtime.Versioning;

namespace Weir.Transport.Drivers;

/// <summary>
/// Whether the system calls of Linux move the bytes of clients and of datagrams, or the socket classes of the runtime,
/// which are what Windows and macOS have.
/// </summary>
public static class NativeDrivers
{
    /// <summary>Set to 1, it forces the portable drivers where the native ones would do: for tests.</summary>
    public const string Portable = "WEIR_PORTABLE";

    /// <summary>Asked once: a process does not change its drivers.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool AreUsed { get; } =
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Portable) is not "1";
}
