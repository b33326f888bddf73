using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Screens;

/// <summary>How a download is put into words, on every screen the same.</summary>
internal static class DownloadWords
{
    public static string Waiting(int available, int sources) =>
        $"{available} of {sources} servers available, trying again…";

    /// <summary><c>412 MiB of 1 GiB  40 %  1.2 Gbit/s  ETA 3.2 s</c></summary>
    public static string Progress(ProgressEvent progress)
    {
        var rate = progress.Throughput ?? BitRate.Zero;
        var eta = progress.Eta is { } left ? $"  ETA {Durations.Format(left)}" : "";
        return progress.Size is { } size
            ? $"{new ByteSize(progress.Bytes)} of {new ByteSize(size)}  {Percent(progress.Bytes, size)} %  {rate}{eta}"
            : $"{new ByteSize(progress.Bytes)}  {rate}";
    }

    /// <summary>Whole percent, rounded down, so that 100 means all.</summary>
    public static long Percent(long part, long whole) => whole <= 0 ? 100 : (long)(part * 100.0 / whole);

    /// <summary>What tells the sources apart: host and port where that is enough, else the whole URL.</summary>
    public static string[] Names(IReadOnlyList<string> urls)
    {
        var names = urls.Select(url => new Uri(url).Authority).ToArray();
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [.. urls];
    }

    public static string Name(SourceState state) => state.ToString().ToLowerInvariant();
}
