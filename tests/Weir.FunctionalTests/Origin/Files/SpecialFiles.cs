using System.Diagnostics;

namespace Weir.FunctionalTests.Origin.Files;

/// <summary>Things in a folder that are no files.</summary>
internal static class SpecialFiles
{
    /// <summary>A FIFO: to open it without O_NONBLOCK is to wait for ever.</summary>
    public static void MakePipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
    }
}
