using Spectre.Console;
using Spectre.Console.Rendering;
using Weir.Cli.Commands;
using Weir.Measurements.Units;
using Weir.Proxy.Serving;

namespace Weir.Cli.Proxying;

/// <summary>The live picture of a proxy on a terminal: how it does, its servers and relays, and what is asked for most.</summary>
internal sealed class ProxyScreen(ProxyServer proxy, CommandContext context, string title)
{
    /// <summary>As often as somebody reads numbers: each picture looks through the store.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    /// <summary>A line that the shell's prompt will need.</summary>
    private const int Spare = 1;

    private readonly long _start = context.Time.GetTimestamp();
    private volatile string _message = "";

    /// <summary>Shows a sentence until the next one. Any thread.</summary>
    public void Say(string sentence) => _message = sentence;

    public async Task RunAsync(CancellationToken end)
    {
        var terminal = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(context.Output.Out) }
        );
        using var timer = new PeriodicTimer(Refresh, context.Time);
        await terminal
            .Live(Draw(terminal))
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live =>
            {
                while (!end.IsCancellationRequested)
                {
                    live.UpdateTarget(Draw(terminal));
                    try
                    {
                        await timer.WaitForNextTickAsync(end);
                    }
                    catch (OperationCanceledException)
                    {
                        // The loop sees it.
                    }
                }
            });
    }

    private Rows Draw(IAnsiConsole terminal)
    {
        var (width, height) = (terminal.Profile.Width, terminal.Profile.Height);
        var lasted = Durations.Format(
            TimeSpan.FromSeconds(Math.Floor(context.Time.GetElapsedTime(_start).TotalSeconds))
        );
        var rows = new List<IRenderable> { Line($"{title}   {lasted}", new Style(decoration: Decoration.Bold)) };
        if (proxy.EndPoints.Count > 0)
            Add(ProxyText.Lines(proxy.Status));
        // With one alone there is nothing to choose.
        if (proxy.Upstreams.Count > 1)
            Add(proxy.Upstreams.Select(ProxyText.Line));
        Add(proxy.Relays.Select((relay, i) => RelayText.Line(i + 1, relay)));
        if (_message.Length > 0)
            rows.Add(Line(_message, Style.Plain.Foreground(Color.Yellow)));
        var top = proxy.MostAskedFor(Math.Max(0, height - rows.Count - Spare - 1));
        if (top.Count > 0)
        {
            rows.Add(Line("Asked for most:", Style.Plain.Foreground(Color.Grey)));
            Add(top.Select(ProxyText.Line));
        }

        return new Rows(rows);

        void Add(IEnumerable<string> lines) => rows.AddRange(lines.Select(line => Line(line, Style.Plain)));

        // A line that wraps would push the last ones off the screen.
        Text Line(string text, Style style) => new(text.Length <= width ? text : text[..(width - 1)] + "…", style);
    }
}
