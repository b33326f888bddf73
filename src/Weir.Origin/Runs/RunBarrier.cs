using System.Security.Cryptography;
using System.Threading.Channels;
using Weir.Http.Server;
using Weir.Measurements.Records;
using Weir.Origin.Files;

namespace Weir.Origin.Runs;

/// <summary>The runs of an origin: holds GETs of files at a barrier, follows the transfers, takes receipts. Any thread.</summary>
/// <remarks>
/// The life of a held request:
/// <list type="number">
/// <item>The file handler has filled the answer in and asks for admission (<see cref="AdmitAsync"/>).</item>
/// <item>The <see cref="Rounds"/> says whether it passes or waits; one that waits gets an interim 102 at once and every 2 s.</item>
/// <item>When enough clients wait and no round is under way, all gates of the round are opened.</item>
/// <item>The answer gets its <c>Weir-Receipt</c> and goes; its end is counted for its client (<see cref="OnCompleted"/>).</item>
/// <item>The round is over when each client has sent its receipt, or has been quiet for long enough.</item>
/// </list>
/// </remarks>
public sealed class RunBarrier : IFileGate, IAsyncDisposable
{
    private static readonly TimeSpan InterimInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private const int TicketDigits = 16;

    /// <summary>Guards the rounds with their clients, the flights and the end; order of news and of interim answers follow from it.</summary>
    private readonly Lock _lock = new();
    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly Rounds _rounds;
    private readonly Dictionary<Exchange, Flight> _flights = [];
    private readonly Channel<RunNews>? _news;
    private readonly Task _telling;
    private readonly ITimer _ticker;
    private readonly HashSet<int> _ports = [];
    private bool _isEnded;
    private bool _isLastStale;
    private bool _isSecure;

    internal RunBarrier(RunOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _rounds = new Rounds(options.Clients, NewRunId);
        if (options.News is { } tell)
        {
            _news = Channel.CreateUnbounded<RunNews>(new UnboundedChannelOptions { SingleReader = true });
            _telling = Task.Run(() => TellAsync(_news.Reader, tell));
        }
        else
        {
            _telling = Task.CompletedTask;
        }

        _ticker = time.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);
    }

    public RunStatus Status
    {
        get
        {
            lock (_lock)
                return StatusNow();
        }
    }

    public ReadyBoard Board
    {
        get
        {
            lock (_lock)
                return new ReadyBoard([.. _rounds.ReadyNames], [.. _rounds.Running?.UnsettledNames(Now()) ?? []]);
        }
    }

    /// <summary>
    /// Ends the running round as it stands and tells of it, for an origin about to stop: what is held stays so until its
    /// connection ends, and nothing new is held.
    /// </summary>
    public async Task EndAsync()
    {
        lock (_lock)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            TellStale();
            if (_rounds.TryEnd(Now(), isForced: true) is { } round)
                TellEnd(round);
            _news?.Writer.Complete();
        }

        await _ticker.DisposeAsync();
        await _telling;
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    /// <summary>Steps 1 and 2.</summary>
    internal ValueTask AdmitAsync(Exchange exchange, ServedFile file)
    {
        if (!ClientId.TryOf(exchange.Head, exchange.Client, out var id))
        {
            exchange.Respond(400, "The client's name is too long.");
            return ValueTask.CompletedTask;
        }

        Flight flight;
        Flight[] opened;
        bool isHeld;
        lock (_lock)
        {
            if (_isEnded)
                return ValueTask.CompletedTask;
            var ready = _rounds.Ready;
            var client = _rounds.Arrive(id, file, () => NewClient(id, exchange, file), out var round);
            isHeld = round is null;
            flight = new Flight(exchange, client, file.Path) { IsHeld = isHeld, ToldAt = Now() };
            _flights[exchange] = flight;
            if (_rounds.Ready != ready)
                Tell(new RunNews.Waiting(StatusNow()));
            opened = ReleaseRound();
            if (flight.IsHeld)
                exchange.SendProcessing();
            else if (!isHeld)
                flight.Pass(round);
        }

        // Off the loop the client may have gone before it was counted.
        exchange.Aborted.UnsafeRegister(_ => Lose(flight), null);
        Open(opened);
        if (!isHeld)
            flight.Open();
        return new ValueTask(flight.PassAsync());
    }

    ValueTask IFileGate.AdmitAsync(Exchange exchange, ServedFile file) => AdmitAsync(exchange, file);

    /// <summary>Step 4: an exchange of a replica is over, whether it was held or not.</summary>
    internal void OnCompleted(Exchange exchange, in ExchangeResult result)
    {
        Flight? flight;
        lock (_lock)
        {
            if (!_flights.TryGetValue(exchange, out flight))
                return;
            var now = Now();
            Land(
                flight,
                new SentPart(
                    flight.Path,
                    result.BodyBytes,
                    result.Outcome == ExchangeOutcome.Complete,
                    result.FirstByte is { } first ? now - result.Duration + first : null,
                    exchange.Client,
                    result.Tcp.Retransmits
                ),
                now
            );
        }

        flight.Open();
    }

    /// <summary>Takes a receipt, once from each client of the running round and of the last one.</summary>
    internal ReceiptAnswer Take(string runId, string ticket, TransferRecord receipt)
    {
        lock (_lock)
        {
            if (_isEnded || _rounds.FindTicket(runId, ticket, out var round) is not { } client)
                return ReceiptAnswer.Unknown;
            if (client.Receipt is not null)
                return ReceiptAnswer.Repeated;
            client.Take(receipt, Now());
            _isLastStale |= round != _rounds.Running;
            return ReceiptAnswer.Taken;
        }
    }

    private static async Task TellAsync(ChannelReader<RunNews> news, Action<RunNews> tell)
    {
        await foreach (var item in news.ReadAllAsync())
            tell(item);
    }

    /// <summary>
    /// Continues the handlers, those of a loop in one turn of it: their heads all go in the next turn, one right after the
    /// other, and no body comes between them. Never under the lock.
    /// </summary>
    private static void Open(Flight[] flights)
    {
        foreach (var group in flights.GroupBy(flight => flight.Exchange.Loop))
        {
            var together = group.ToArray();
            if (!group.Key.PostUndisturbed(static flights => OpenHere((Flight[])flights!), together))
                OpenHere(together);
        }
    }

    private static void OpenHere(Flight[] flights)
    {
        foreach (var flight in flights)
            flight.Open();
    }

    private void Tick()
    {
        Flight[] opened;
        lock (_lock)
        {
            if (_isEnded)
                return;
            var now = Now();
            foreach (var flight in _flights.Values)
            {
                if (!flight.IsHeld || now - flight.ToldAt < InterimInterval)
                    continue;
                flight.ToldAt = now;
                flight.Exchange.SendProcessing();
            }

            TellStale();
            if (_rounds.TryEnd(now) is { } round)
                TellEnd(round);
            opened = ReleaseRound();
        }

        Open(opened);
    }

    /// <summary>The client left before its request was registered; nothing else will tell.</summary>
    private void Lose(Flight flight)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(flight.Exchange, out var current) && current == flight)
                Land(flight, new SentPart(flight.Path, 0, false, null, flight.Client.Remote, null), Now());
        }

        flight.Open();
    }

    private void Land(Flight flight, in SentPart part, TimeSpan now)
    {
        _flights.Remove(flight.Exchange);
        if (!flight.IsHeld)
        {
            flight.Client.End(part, now);
            _isLastStale |= flight.Round is { } round && round == _rounds.Last;
            return;
        }

        flight.Pass(null);
        var ready = _rounds.Ready;
        _rounds.Leave(flight.Client);
        if (_rounds.Ready != ready)
            Tell(new RunNews.Waiting(StatusNow()));
    }

    /// <summary>Step 3.</summary>
    private Flight[] ReleaseRound()
    {
        if (_rounds.TryRelease(Now(), _time.GetUtcNow()) is not { } round)
            return [];
        Tell(new RunNews.Released(round.RunId, round.Number, round.Clients.Count));
        var members = round.Clients.ToHashSet();
        var released = _flights.Values.Where(flight => flight.IsHeld && members.Contains(flight.Client)).ToArray();
        foreach (var flight in released)
            flight.Pass(round);
        return released;
    }

    private RunClient NewClient(ClientId id, Exchange exchange, ServedFile file)
    {
        _ports.Add(exchange.Local.Port);
        _isSecure = exchange.IsSecure;
        var ticket = RandomNumberGenerator.GetHexString(TicketDigits, lowercase: true);
        return new RunClient(id, file, exchange.Client, exchange.Local, ticket);
    }

    /// <summary>What came late for a round that has been told of. Not at once each time: clients could make it come often.</summary>
    private void TellStale()
    {
        if (_isLastStale && _rounds.Last is { } last)
            TellEnd(last);
        _isLastStale = false;
    }

    private void TellEnd(Round round)
    {
        var first = round.Clients[0];
        var target = $"{(_isSecure ? "https" : "http")}://{first.Local}{PathEncoding.Encode(first.File.Path)}";
        Tell(new RunNews.Finished(RoundResult.Of(round, _options.Agent, target, _ports)));
    }

    private void Tell(RunNews news) => _news?.Writer.TryWrite(news);

    private RunStatus StatusNow() =>
        new(_rounds.RunId, _rounds.Number, _rounds.Ready, _options.Clients, _rounds.Running?.Unsettled(Now()) ?? 0);

    /// <summary>The first run of a name has the name itself.</summary>
    private string NewRunId(int number) =>
        _options.Name is not { } name ? RecordIds.NewId(_time)
        : number == 1 ? name
        : $"{name}-{number}";

    private TimeSpan Now() => _time.GetElapsedTime(0, _time.GetTimestamp());
}
