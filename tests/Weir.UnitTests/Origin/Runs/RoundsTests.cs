using System.Net;
using Weir.Http.Fields;
using Weir.Origin.Files;
using Weir.Origin.Runs;

namespace Weir.UnitTests.Origin.Runs;

public sealed class RoundsTests
{
    private const long Size = 1000;
    private static readonly DateTimeOffset Then = new(2026, 11, 21, 3, 20, 0, TimeSpan.Zero);
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 8000);

    private readonly Rounds _rounds = new(3, number => $"run-{number}");
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void Nobody_goes_before_all_are_there()
    {
        Arrive("a");
        Arrive("b");

        Assert.Equal(2, _rounds.Ready);
        Assert.Null(Release());
    }

    [Fact]
    public void All_go_together_in_the_order_of_their_arrival()
    {
        foreach (var name in (string[])["b", "a", "c", "d"])
            Arrive(name);
        var round = Release();

        Assert.Equal(["b", "a", "c"], round!.Clients.Select(client => client.Id.Name));
        Assert.Equal(("run-1", 1), (round.RunId, round.Number));
        Assert.Equal((1, 2, "run-2"), (_rounds.Ready, _rounds.Number, _rounds.RunId));
    }

    [Fact]
    public void Several_connections_of_one_client_are_one_client()
    {
        var first = Arrive("a");

        Assert.Same(first, Arrive("a"));
        Assert.Equal(1, _rounds.Ready);
        Assert.NotSame(first, Arrive("a", run: "another"));
        Assert.Equal(2, _rounds.Ready);
    }

    [Fact]
    public void A_client_leaves_the_count_with_its_last_connection()
    {
        var client = Arrive("a");
        Arrive("a");

        _rounds.Leave(client);
        Assert.Equal(1, _rounds.Ready);
        _rounds.Leave(client);
        Assert.Equal(0, _rounds.Ready);
    }

    [Fact]
    public void Further_ranges_of_a_released_client_pass()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], 1);

        Assert.Same(clients[0], Ask("a", from: 1, out var isHeld));
        Assert.False(isHeld);
    }

    [Fact]
    public void A_client_that_begins_anew_after_all_was_had_waits_for_the_next_round()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], Size);

        Ask("a", from: 1, out var isLateRangeHeld);
        Assert.False(isLateRangeHeld);
        End(clients[0], 10);
        Assert.NotSame(clients[0], Ask("a", from: 0, out var isHeld));
        Assert.True(isHeld);
    }

    [Fact]
    public void A_client_that_lost_its_connection_may_begin_anew_in_its_round()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], Size, isComplete: false);

        Assert.Same(clients[0], Ask("a", from: 0, out var isHeld));
        Assert.False(isHeld);
    }

    [Fact]
    public void The_next_round_waits_for_the_end_of_this_one()
    {
        var clients = ArriveAll();
        var first = Release();
        foreach (var name in (string[])["d", "e", "f"])
            Arrive(name);

        Assert.Null(Release());
        foreach (var client in clients)
        {
            End(client, Size);
            client.Take(Receipts.Ok(Size), _now);
        }

        Assert.Same(first, _rounds.TryEnd(_now));
        Assert.Equal(2, Release()!.Number);
    }

    [Fact]
    public void A_round_is_over_when_those_without_receipts_have_been_quiet_for_long_enough()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], Size);
        End(clients[1], Size);
        End(clients[2], Size / 2, isComplete: false);

        _now += TimeSpan.FromSeconds(9);
        Assert.Null(_rounds.TryEnd(_now));
        _now += TimeSpan.FromSeconds(1);
        Assert.NotNull(_rounds.TryEnd(_now));
    }

    [Fact]
    public void A_round_with_a_transfer_under_way_is_never_over()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], Size);
        End(clients[1], Size);

        _now += TimeSpan.FromHours(1);
        Assert.Null(_rounds.TryEnd(_now));
        Assert.NotNull(_rounds.TryEnd(_now, isForced: true));
    }

    [Fact]
    public void Receipts_are_known_by_run_and_ticket_while_the_round_runs_and_after_it()
    {
        var clients = ArriveAll();
        Assert.Null(_rounds.FindTicket("run-1", "ticket-a", out _));
        var round = Release();

        Assert.Same(clients[0], _rounds.FindTicket("run-1", "ticket-a", out var found));
        Assert.Same(round, found);
        Assert.Null(_rounds.FindTicket("run-2", "ticket-a", out _));
        Assert.Null(_rounds.FindTicket("run-1", "ticket-x", out _));
        _rounds.TryEnd(_now, isForced: true);
        Assert.Same(clients[0], _rounds.FindTicket("run-1", "ticket-a", out _));
    }

    [Fact]
    public void A_client_that_comes_late_for_its_round_and_says_so_is_let_through()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], 1);
        _rounds.TryEnd(_now, isForced: true);

        var late = Ask("a", 1, out var isHeld, run: "run-1");

        Assert.Same(clients[0], late);
        Assert.False(isHeld);
    }

    [Fact]
    public void A_client_that_has_had_its_round_waits_for_the_next_whatever_it_says()
    {
        var clients = ArriveAll();
        Release();
        End(clients[0], Size);
        _rounds.TryEnd(_now, isForced: true);

        Ask("a", 0, out var isFirstHeld, run: "run-1");
        Ask("b", 0, out var isSecondHeld);

        Assert.True(isFirstHeld);
        Assert.True(isSecondHeld);
    }

    [Fact]
    public void A_client_may_name_its_round_while_it_runs()
    {
        var clients = ArriveAll();
        Release();

        Assert.Same(clients[1], Ask("b", 0, out var isHeld, run: "run-1"));
        Assert.False(isHeld);
    }

    private RunClient[] ArriveAll() => [Arrive("a"), Arrive("b"), Arrive("c")];

    private RunClient Arrive(string name, string? run = null)
    {
        var client = Ask(name, 0, out var isHeld, run);
        Assert.True(isHeld);
        return client;
    }

    private RunClient Ask(string name, long from, out bool isHeld, string? run = null)
    {
        var id = new ClientId(name, run);
        var file = new ServedFile("/f", Size, new ByteRange(from, Size - 1));
        var client = _rounds.Arrive(
            id,
            file,
            () => new RunClient(id, file, new IPEndPoint(IPAddress.Loopback, 40000), Server, $"ticket-{name}"),
            out var round
        );
        isHeld = round is null;
        return client;
    }

    private Round? Release() => _rounds.TryRelease(_now, Then);

    private void End(RunClient client, long bytes, bool isComplete = true) =>
        client.End(new SentPart("/f", bytes, isComplete, _now, client.Remote, 0), _now);
}
