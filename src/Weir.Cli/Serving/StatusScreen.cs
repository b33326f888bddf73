using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;
using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Serving;

/// <summary>The live picture of a server on a terminal, with the keys that steer it and a line to type them on.</summary>
internal sealed class StatusScreen(OriginServer origin, ServeConsole console, CommandContext context, string root)
{
    /// <summary>Lines that are not replicas: title, blanks, message, keys, input.</summary>
    private const int OtherLines = 7;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);
    private readonly Channel<ConsoleKeyInfo?> _events = Channel.CreateUnbounded<ConsoleKeyInfo?>();
    private readonly InputLine _input = new();
    private readonly long _start = context.Time.GetTimestamp();
    private IReadOnlyList<string> _message = [];

    public async Task RunAsync(CancellationToken end)
    {
        var terminal = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(context.Output.Out) }
        );
        StartReading();
        await using var timer = context.Time.CreateTimer(_ => _events.Writer.TryWrite(null), null, Refresh, Refresh);
        await terminal
            .Live(Draw(terminal))
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live =>
            {
                while (!end.IsCancellationRequested)
                {
                    live.UpdateTarget(Draw(terminal));
                    await NextAsync(end);
                }
            });
    }

    private async Task NextAsync(CancellationToken end)
    {
        try
        {
            var key = await _events.Reader.ReadAsync(end);
            if (key is { } pressed && _input.Press(pressed) is { } line)
                _message = await console.RunAsync(line);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    /// <summary>Keys come from a thread of its own, which waits for the next one until the process ends.</summary>
    private void StartReading()
    {
        var thread = new Thread(() =>
        {
            while (Keys.Read() is { } key)
                _events.Writer.TryWrite(key);
        })
        {
            Name = "keys",
            IsBackground = true,
        };
        thread.Start();
    }

    private Rows Draw(IAnsiConsole terminal)
    {
        var room = Math.Max(1, terminal.Profile.Height - OtherLines - Math.Max(1, _message.Count));
        var grid = new Grid { Expand = false };
        foreach (
            var alignment in new[]
            {
                Justify.Right,
                Justify.Left,
                Justify.Left,
                Justify.Right,
                Justify.Right,
                Justify.Right,
                Justify.Left,
            }
        )
            grid.AddColumn(
                new GridColumn
                {
                    Alignment = alignment,
                    NoWrap = true,
                    Padding = new Padding(0, 0, 1, 0),
                }
            );
        foreach (var replica in origin.Replicas.Take(room))
            grid.AddRow(Row(replica.Status));

        var hidden = origin.Replicas.Count - room;
        var rows = new List<IRenderable> { Title(), Text.Empty, grid };
        if (hidden > 0)
            rows.Add(new Text($"and {hidden} more; l lists them", Style.Plain.Foreground(Color.Grey)));
        rows.Add(Text.Empty);
        foreach (var line in _message.DefaultIfEmpty("").TakeLast(Math.Max(1, terminal.Profile.Height - OtherLines)))
            rows.Add(new Text(line, Style.Plain.Foreground(Color.Yellow)) { Overflow = Overflow.Ellipsis });
        rows.Add(new Text(StatusText.Keys, Style.Plain.Foreground(Color.Grey)) { Overflow = Overflow.Ellipsis });
        rows.Add(new Text($"> {_input.Text}_"));
        return new Rows(rows);
    }

    private Text Title() =>
        new(
            $"weir serve {root}   {Durations.Format(TimeSpan.FromSeconds(Math.Floor(context.Time.GetElapsedTime(_start).TotalSeconds)))}",
            new Style(decoration: Decoration.Bold)
        )
        {
            Overflow = Overflow.Ellipsis,
        };

    private static Text[] Row(ReplicaStatus status) =>
        [
            new($"{status.Replica}"),
            new($"{status.Address} "),
            new(status.State.Name(), Style.Plain.Foreground(ColorOf(status.State))),
            new(StatusText.Clients(status)),
            new(StatusText.Sent(status)),
            new($"{status.Throughput} "),
            new(StatusText.Offers(status), Style.Plain.Foreground(Color.Grey)),
        ];

    private static Color ColorOf(ReplicaState state) =>
        state switch
        {
            ReplicaState.Serving => Color.Green,
            ReplicaState.Paused => Color.Yellow,
            _ => Color.Red,
        };
}
