using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Cli.Screens;

/// <summary>
/// One JSON object per event on stdout, without the map that the collector's page draws; words for people on stderr.
/// </summary>
internal sealed class JsonDownloadScreen(Output output, TimeSpan interval) : IDownloadScreen, IDownloadWatcher
{
    public TimeSpan Interval => interval;

    public Task<DownloadResult> ShowAsync(Func<IDownloadWatcher?, Task<DownloadResult>> download) => download(this);

    public void OnProgress(ProgressEvent progress) =>
        output.Line(MeasurementsJson.ToLine(progress with { Map = null }));

    public void OnSource(SourceEvent change) => output.Line(MeasurementsJson.ToLine(change));

    public void OnWaiting(int available, int sources) => output.Note(DownloadWords.Waiting(available, sources));

    public void OnNotice(string sentence) => output.Note(sentence);
}
