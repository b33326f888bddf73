using Weir.Downloads.Sources;

namespace Weir.Load.Running;

/// <summary>Where the file of each client is kept: <c>DIR/big.bin.7</c>, and <c>DIR/run-2/big.bin.7</c> in a series. Pure.</summary>
internal static class KeptFiles
{
    public static string PathOf(string folder, SourceAddress source, string client, int run, int runs) =>
        Path.Combine(FolderOf(folder, run, runs), $"{source.FileName ?? "file"}.{client}");

    /// <summary>The folder of one run, which has to exist before it.</summary>
    public static string FolderOf(string folder, int run, int runs) =>
        runs == 1 ? folder : Path.Combine(folder, $"run-{run}");
}
