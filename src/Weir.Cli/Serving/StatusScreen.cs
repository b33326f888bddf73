using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;
using Weir.Cli.Commands;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Serving;

/// <summary>The live picture of a server on a terminal, with the keys that steer it and a line to type them on.</summary>
internal sealed class StatusScreen(
    OriginServer origin,
    Reflectors? reflectors,
    RunTeller? teller,
    ServeConsole console,
    CommandContext context,
    string title
)
{
    /// <summary>Lines that are not replicas: title, blanks, message, keys, input.</summary>
    private const int OtherLines = 7;

    /// <summary>How many are ready, and how the last run went.</summary>
    private const int RunLines = 2;

    /// <summary>Lines of names, of those that are ready and of those at work.</summary>
    private const int BoardLines = 4;

    /// <summary>Columns from which the keys are told with spaces.</summary>
    private const int WideFrom = 90;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);
    private readonly Channel<ConsoleKeyInfo?> _events = Channel.CreateUnbounded<ConsoleKeyInfo?>();
    private readonly InputLine _input = new();
    private readonly long _start = context.Time.GetTimestamp();
    private IReadOnlyList<string> _message = [];

    /// <summary>What runs beside the server; null when it is alone.</summary>
    public Company? Company { get; init; }

    public async Task RunAsync(CancellationToken end)
    {
        var terminal = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(context.Output.Out) }
        );
        using var keys = context.Keyboard.Take(key => _events.Writer.TryWrite(key));
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
            if (key is not { } pressed)
                return;
            var isAtOnce = _input.Text.Length == 0 && console.IsAtOnce(pressed.KeyChar);
            var line = isAtOnce ? pressed.KeyChar.ToString() : _input.Press(pressed);
            // An Enter behind a key that needed none leaves its answer there.
            if (!string.IsNullOrWhiteSpace(line))
                _message = await console.RunAsync(line);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    private Rows Draw(IAnsiConsole terminal)
    {
        var reflecting = reflectors?.Statuses ?? [];
        var beside = Company?.Lines() ?? [];
        var hashing = origin.Hashing;
        var board = origin.Runs is { } runs ? BoardText.Lines(runs.Board, terminal.Profile.Width, BoardLines) : [];
        var taken =
            OtherLines
            + reflecting.Count
            + beside.Count
            + (hashing.Files > 0 ? 1 : 0)
            + (Company is null ? 0 : 1)
            + (origin.Runs is null ? 0 : RunLines + board.Count);
        var room = Math.Max(1, terminal.Profile.Height - taken - Math.Max(1, _message.Count));
        var grid = Grid();
        foreach (var replica in origin.Replicas.Take(room))
            grid.AddRow(Row(replica.Status, isWide: terminal.Profile.Width >= WideFrom));

        var hidden = origin.Replicas.Count - room;
        var rows = new List<IRenderable> { Title(), Text.Empty, grid };
        if (hidden > 0)
            rows.Add(new Text($"and {hidden} more; l lists them", Style.Plain.Foreground(Color.Grey)));
        foreach (var reflector in reflecting)
            rows.Add(new Text(StatusText.Line(reflector)) { Overflow = Overflow.Ellipsis });
        foreach (var line in beside)
            rows.Add(new Text(Fit(line, terminal.Profile.Width)));
        if (hashing.Files > 0)
            rows.Add(new Text(StatusText.Hashing(hashing), Style.Plain.Foreground(Color.Grey)));
        if (origin.Runs is { } barrier)
            rows.Add(new Text(StatusText.Ready(barrier.Status), Style.Plain.Foreground(Color.Aqua)));
        foreach (var line in board)
            rows.Add(new Text(Fit(line, terminal.Profile.Width)));
        if (teller is { Last.Length: > 0 })
            rows.Add(new Text(teller.Last) { Overflow = Overflow.Ellipsis });
        rows.Add(Text.Empty);
        foreach (var line in _message.DefaultIfEmpty("").TakeLast(Math.Max(1, terminal.Profile.Height - taken)))
            rows.Add(new Text(Fit(line, terminal.Profile.Width), Style.Plain.Foreground(Color.Yellow)));
        rows.Add(new Text(StatusText.Keys, Style.Plain.Foreground(Color.Grey)) { Overflow = Overflow.Ellipsis });
        if (Company is not null)
            rows.Add(new Text(Company.Keys, Style.Plain.Foreground(Color.Grey)) { Overflow = Overflow.Ellipsis });
        rows.Add(new Text($"> {_input.Text}_"));
        return new Rows(rows);
    }

    /// <summary>A line that wraps would push the last ones off the screen.</summary>
    private static string Fit(string line, int width) => line.Length <= width ? line : line[..(width - 1)] + "…";

    private Text Title() =>
        new(
            $"{title}   {Durations.Format(TimeSpan.FromSeconds(Math.Floor(context.Time.GetElapsedTime(_start).TotalSeconds)))}",
            new Style(decoration: Decoration.Bold)
        )
        {
            Overflow = Overflow.Ellipsis,
        };

    /// <summary>Columns that change have a width of their own, so that the picture stands still.</summary>
    private Grid Grid()
    {
        var address = origin.Replicas.Max(replica => replica.Status.Address.ToString().Length);
        var grid = new Grid();
        AddColumn(null, Justify.Right, 1);
        AddColumn(address, Justify.Left, 2);
        AddColumn(7, Justify.Left, 1);
        AddColumn(10, Justify.Right, 1);
        AddColumn(8, Justify.Right, 1);
        AddColumn(11, Justify.Right, 2);
        AddColumn(null, Justify.Left, 0);
        return grid;

        void AddColumn(int? width, Justify alignment, int gap) =>
            grid.AddColumn(
                new GridColumn
                {
                    Width = width,
                    Alignment = alignment,
                    NoWrap = true,
                    Padding = new Padding(0, 0, gap, 0),
                }
            );
    }

    private static Text[] Row(ReplicaStatus status, bool isWide) =>
        [
            new($"{status.Replica}"),
            new($"{status.Address}"),
            new(status.State.Name(), Style.Plain.Foreground(ColorOf(status.State))),
            new(StatusText.Clients(status)),
            new(StatusText.Sent(status)),
            new($"{status.Throughput}"),
            new(StatusText.Offers(status, isWide), Style.Plain.Foreground(Color.Grey)) { Overflow = Overflow.Ellipsis },
        ];

    private static Color ColorOf(ReplicaState state) =>
        state switch
        {
            ReplicaState.Serving => Color.Green,
            ReplicaState.Paused => Color.Yellow,
            _ => Color.Red,
        };
}
