using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Measurements.Units;
using Weir.Origin.Digests;
using Weir.Origin.Replicas;
using Weir.Probes.Reflector;

namespace Weir.Cli.Serving;

/// <summary>One <c>weir serve</c> from its start to the signal, or the <c>q</c>, that ends it.</summary>
internal sealed class ServeSession(OriginOptions options, CommandContext context, TimeSpan interval)
{
    /// <summary>Long enough for an answer that is about to end, short enough for a service manager (systemd waits 90 s).</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);

    /// <summary>About 50 ms of work for a core.</summary>
    private const long HashingWorthTelling = 32L * 1024 * 1024;

    private readonly Output _output = context.Output;
    private Reflectors? _reflectors;
    private bool _isHashingTold;

    /// <summary>What runs beside it and shows on its screen; null when it is alone.</summary>
    public Company? Company { get; init; }

    /// <summary>Where it reflects probes as well.</summary>
    public ReflectorPlaces ReflectorPlaces { get; init; } = new(null, null);

    /// <summary>How long running answers may take to end.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.Zero;

    /// <summary>Tells of its runs; null when there are none.</summary>
    public RunTeller? Runs { get; init; }

    /// <exception cref="Mistakes.MistakeException">It cannot start.</exception>
    public async Task RunAsync(bool isJson, CancellationToken cancellation)
    {
        await using var origin = new OriginServer(options, context.Time, Report);
        if (await origin.StartAsync() is { } failure)
            throw ServeMistakes.Of(failure);
        using var reflectors = Reflectors.Start(ReflectorPlaces, context.Time);
        _reflectors = reflectors;
        Announce(origin, isJson);
        await SteerAsync(origin, reflectors, isJson, cancellation);
        await EndAsync(origin, isJson);
    }

    /// <summary>Longer than any answer, and short enough for every timer.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    /// <summary>A second signal ends the process meanwhile, as if nobody listened for it.</summary>
    private async Task EndAsync(OriginServer origin, bool isJson)
    {
        var running = origin.Replicas.Sum(replica => replica.Status.Clients);
        // Who is held waits for others, who do not come any more.
        var isHeldOnly = origin.Runs is { Status.Running: 0 };
        if (Grace > TimeSpan.Zero && running > 0 && !isHeldOnly)
        {
            _output.Note(
                $"stopping; running answers have {Durations.Format(Grace)} to end, a second signal ends them at once"
            );
            await origin.DrainAsync(Grace);
        }

        if (origin.Runs is { } runs)
            await runs.EndAsync();

        if (isJson)
            _output.Line(ServeEvents.Status(context.Time.GetUtcNow(), "summary", Statuses(origin), ReflectorStatuses));
    }

    /// <summary>Shows a running origin and takes commands for it, until the signal or <c>q</c>.</summary>
    public async Task SteerAsync(
        OriginServer origin,
        Reflectors reflectors,
        bool isJson,
        CancellationToken cancellation
    )
    {
        _reflectors = reflectors;
        using var console = new ServeConsole(origin, reflectors, Company);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, console.Quit);
        if (!isJson && !_output.IsQuiet && _output.IsTerminal && _output.UsesColor)
        {
            Runs?.HasScreen = true;
            var title = Company?.Title ?? $"weir serve {options.Replicas[0].Root}";
            await new StatusScreen(origin, reflectors, Runs, console, context, title) { Company = Company }.RunAsync(
                end.Token
            );
            Runs?.HasScreen = false;
            return;
        }

        var reading = ReadCommandsAsync(console, end.Token);
        await TellAsync(origin, isJson, end.Token);
        // A read of stdin cannot be called off; the process ends over it. What it has run is over: the origin is disposed of after.
        _ = reading;
    }

    private void Announce(OriginServer origin, bool isJson)
    {
        var now = context.Time.GetUtcNow();
        foreach (var replica in origin.Replicas)
            _output.Line(
                isJson
                    ? ServeEvents.Serving(now, replica, options.Tls?.Fingerprint)
                    : $"serving {replica.Root} at {replica.Url}  (replica {replica.Number})"
            );
        foreach (var reflector in ReflectorStatuses)
            _output.Line(
                isJson
                    ? ServeEvents.Reflecting(now, reflector)
                    : $"reflecting {reflector.Protocol} at udp {reflector.EndPoint}"
            );
        if (options.Tls is { } tls && !isJson)
            _output.Line($"certificate sha256:{tls.Fingerprint}");
        if (origin.Control is not { } control)
            return;
        var url = $"http://{control.EndPoint}/";
        _output.Line(isJson ? ServeEvents.Control(now, url) : $"control at {url}  (token in {options.ControlToken})");
    }

    /// <summary>A line each interval while there is something to tell.</summary>
    private async Task TellAsync(OriginServer origin, bool isJson, CancellationToken end)
    {
        var told = Statuses(origin);
        var toldReplies = Replies(ReflectorStatuses);
        using var timer = new PeriodicTimer(interval, context.Time);
        while (await WaitAsync(timer, end))
        {
            TellHashing(origin.Hashing, isJson);
            var (now, reflectors) = (Statuses(origin), ReflectorStatuses);
            if (
                now.SequenceEqual(told)
                && now.TrueForAll(replica => replica.Clients == 0)
                && Replies(reflectors) == toldReplies
            )
                continue;
            (told, toldReplies) = (now, Replies(reflectors));
            if (isJson)
                _output.Line(ServeEvents.Status(context.Time.GetUtcNow(), "status", now, reflectors));
            else
                _output.Note(StatusText.OneLine(now, reflectors));
        }
    }

    /// <summary>Only of what takes a while: small files are hashed before anyone could read of it.</summary>
    private void TellHashing(in DigestProgress hashing, bool isJson)
    {
        var isLong = hashing.Files > 0 && hashing.Size >= HashingWorthTelling;
        var isOver = hashing.Files == 0 && _isHashingTold;
        _isHashingTold = isLong;
        if (!isLong && !isOver)
            return;
        if (isJson)
            _output.Line(ServeEvents.Hashing(context.Time.GetUtcNow(), hashing));
        else
            _output.Note(StatusText.Hashing(hashing));
    }

    /// <summary>Lines of stdin are commands; when it ends, the server goes on.</summary>
    private async Task ReadCommandsAsync(ServeConsole console, CancellationToken end)
    {
        // The first read blocks its thread on some kinds of stdin, so it is made on another.
        await Task.Yield();
        while (!end.IsCancellationRequested && await context.Input.Value.ReadLineAsync(end) is { } line)
        {
            foreach (var answer in await console.RunAsync(line))
                _output.Note(answer);
        }
    }

    private void Report(Exception bug) => _output.Mistake($"weir serve: internal error in an answer: {bug.Message}");

    private IReadOnlyList<ReflectorStatus> ReflectorStatuses => _reflectors?.Statuses ?? [];

    private static long Replies(IReadOnlyList<ReflectorStatus> reflectors) =>
        reflectors.Sum(reflector => reflector.Received);

    private static List<ReplicaStatus> Statuses(OriginServer origin) =>
        [.. origin.Replicas.Select(replica => replica.Status)];

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
