using Weir.Cli.Reporting;
using Weir.Cli.Screens;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;

namespace Weir.Cli.Getting;

/// <summary>Follows one of several downloads: events as JSON, or notes with the file's name before them.</summary>
/// <param name="post">Tells a collector too; null for none.</param>
internal sealed class FileWatcher(Output output, bool isJson, string name, ProgressPost? post) : IDownloadWatcher
{
    private ProgressEvent? _latest;

    public ProgressEvent? Latest => Volatile.Read(ref _latest);

    public void OnProgress(ProgressEvent progress)
    {
        Volatile.Write(ref _latest, progress);
        post?.Add(progress);
        if (isJson)
            output.Line(Measurements.Json.MeasurementsJson.ToLine(progress with { Map = null }));
    }

    public void OnSource(SourceEvent change)
    {
        post?.Add(change);
        if (isJson)
            output.Line(Measurements.Json.MeasurementsJson.ToLine(change));
        else if (change.State is SourceState.Failed or SourceState.Stalled or SourceState.Rejected)
            output.Note($"{name}: {change.Url} {DownloadWords.Name(change.State)}: {change.Reason}");
    }

    public void OnWaiting(int available, int sources) =>
        output.Note($"{name}: {DownloadWords.Waiting(available, sources)}");

    public void OnNotice(string sentence) => output.Note($"{name}: {sentence}");
}
