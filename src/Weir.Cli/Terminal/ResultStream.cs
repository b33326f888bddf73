using Microsoft.Win32.SafeHandles;

namespace Weir.Cli.Terminal;

/// <summary>stdout as bytes, for a command whose result is a file.</summary>
internal static class ResultStream
{
    /// <summary>Unlike the console's own stream it fails when whoever reads has gone, so that nothing more is fetched.</summary>
    public static Stream Open() =>
        OperatingSystem.IsWindows()
            ? Console.OpenStandardOutput()
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
