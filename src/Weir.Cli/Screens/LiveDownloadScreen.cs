using Spectre.Console;
using Spectre.Console.Rendering;
using Weir.Cli.Terminal;
using Weir.Downloads.Downloading;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Screens;

/// <summary>The screen of a terminal: the whole in one line, and below it a bar for each source.</summary>
internal sealed class LiveDownloadScreen(Output output, string target) : IDownloadScreen
{
    private const int MostNotices = 5;

    public TimeSpan Interval => TimeSpan.FromMilliseconds(100);

    public async Task<DownloadResult> ShowAsync(Func<IDownloadWatcher?, Task<DownloadResult>> download)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.No,
                Out = new StderrOutput(output),
            }
        );
        return await console
            .Live(new Text("looking for servers…"))
            .AutoClear(true)
            .StartAsync(live => download(new Watcher(live, target, output)));
    }

    private sealed class Watcher(LiveDisplayContext live, string target, Output output) : IDownloadWatcher
    {
        private readonly Dictionary<string, (int Failures, string? Reason)> _troubles = [];
        private readonly Queue<string> _notices = [];
        private IRenderable _body = new Text("looking for servers…");

        public void OnProgress(ProgressEvent progress)
        {
            var names = DownloadWords.Names([.. progress.Sources.Select(s => s.Url)]);
            var grid = new Grid()
                .AddColumn(new GridColumn().NoWrap())
                .AddColumn()
                .AddColumn(new GridColumn().NoWrap().RightAligned());
            grid.AddColumn(new GridColumn().NoWrap().RightAligned()).AddColumn(new GridColumn().NoWrap());
            for (var i = 0; i < progress.Sources.Count; i++)
                AddRow(grid, names[i], progress.Sources[i], progress.Size);
            var total = new Markup(
                $"[bold]{Markup.Escape(Path.GetFileName(target))}[/]  {Markup.Escape(DownloadWords.Progress(progress))}"
            );
            _body = new Rows(
                total,
                new Text(Bars.Of(progress.Bytes, progress.Size ?? 0, Math.Min(output.Width - 2, 78))),
                grid
            );
            Refresh();
        }

        public void OnSource(SourceEvent change)
        {
            var before = _troubles.GetValueOrDefault(change.Url);
            var isFailure = change.State is SourceState.Failed or SourceState.Stalled or SourceState.Rejected;
            _troubles[change.Url] = (before.Failures + (isFailure ? 1 : 0), change.Reason);
        }

        public void OnWaiting(int available, int sources)
        {
            _body = new Text(DownloadWords.Waiting(available, sources));
            Refresh();
        }

        public void OnNotice(string sentence)
        {
            _notices.Enqueue(sentence);
            if (_notices.Count > MostNotices)
                _notices.Dequeue();
            Refresh();
        }

        private void Refresh() => live.UpdateTarget(new Rows([.. _notices.Select(n => new Text(n)), _body]));

        private void AddRow(Grid grid, string name, SourceProgress source, long? size)
        {
            var (failures, reason) = _troubles.GetValueOrDefault(source.Url);
            var word = DownloadWords.Name(source.State);
            if (failures > 0)
                word += $" ({failures}×)";
            if (source.State is SourceState.Failed or SourceState.Stalled or SourceState.Rejected)
                word += $" {reason}";
            var width = Math.Clamp(output.Width - 66, 8, 30);
            grid.AddRow(
                new Text(name),
                new Text(Bars.Of(source.Bytes, size ?? 0, width), Colour(source.State)),
                new Text(new ByteSize(source.Bytes).ToString()),
                new Text((source.Throughput ?? BitRate.Zero).ToString()),
                new Text(Shorten(word, Math.Max(12, output.Width - width - name.Length - 34)), Colour(source.State))
            );
        }

        private static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

        private static Style Colour(SourceState state) =>
            state switch
            {
                SourceState.Active or SourceState.Done => new Style(Color.Green),
                SourceState.Stalled or SourceState.Held => new Style(Color.Yellow),
                SourceState.Failed or SourceState.Rejected => new Style(Color.Red),
                _ => Style.Plain,
            };
    }

    /// <summary>Spectre.Console on stderr, which leaves stdout to results.</summary>
    private sealed class StderrOutput(Output output) : IAnsiConsoleOutput
    {
        public TextWriter Writer => output.Error;

        public bool IsTerminal => true;

        public int Width => output.Width;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding) { }
    }
}
