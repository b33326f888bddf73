using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;

namespace Weir.Cli.Screens;

/// <summary>How a running download is shown.</summary>
internal interface IDownloadScreen
{
    /// <summary>How often it wants to hear of progress.</summary>
    TimeSpan Interval { get; }

    /// <summary>Runs <paramref name="download"/> and shows it while it lasts.</summary>
    Task<DownloadResult> ShowAsync(Func<IDownloadWatcher?, Task<DownloadResult>> download);
}

internal static class DownloadScreens
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    /// <summary>JSON events, a live screen, a line an interval, or nothing.</summary>
    public static IDownloadScreen Choose(Output output, bool isJson, string target, TimeSpan? interval)
    {
        if (isJson)
            return new JsonDownloadScreen(output, interval ?? DefaultInterval);
        if (output.IsQuiet)
            return new SilentDownloadScreen();
        return output.UsesColor
            ? new LiveDownloadScreen(output, target)
            : new PlainDownloadScreen(output, interval ?? DefaultInterval);
    }
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentDownloadScreen : IDownloadScreen
{
    public TimeSpan Interval => TimeSpan.FromDays(1);

    public Task<DownloadResult> ShowAsync(Func<IDownloadWatcher?, Task<DownloadResult>> download) => download(null);
}
