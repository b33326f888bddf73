using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

/// <summary>
/// A made-up network in made-up time that drives a planner: each source has a rate and a latency for each request, and
/// may fall silent. Fine-grained and without chance, so that the time a plan takes can be held against the ideal.
/// </summary>
internal sealed class Network
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly long _size;
    private readonly Planner _planner;
    private readonly Server[] _servers;
    private readonly List<int> _interrupts = [];
    private TimeSpan _now;

    public Network(long size, params Server[] servers)
    {
        _size = size;
        _servers = servers;
        _planner = new Planner(new PlannerOptions { ExpectedConnections = servers.Length }, size, new ExtentSet());
        for (var i = 0; i < servers.Length; i++)
            _planner.AddConnection(i, i);
    }

    public TimeSpan Elapsed => _now;

    /// <summary>When 99 % of the file were there.</summary>
    public TimeSpan AtNinetyNine { get; private set; }

    public long Wasted => _planner.Wasted;

    /// <summary>Runs to the end.</summary>
    public Network Run()
    {
        while (!_planner.IsFinished)
        {
            if (_now > TimeSpan.FromHours(1))
                throw new InvalidOperationException("The download does not come to its end.");
            _now += Step;
            for (var i = 0; i < _servers.Length; i++)
                Move(i, _servers[i]);
            if (_now.Ticks % TimeSpan.FromMilliseconds(50).Ticks == 0)
                _planner.Tick(_now);
            Interrupt();
            if (AtNinetyNine == TimeSpan.Zero && _planner.Accepted >= _size * 0.99)
                AtNinetyNine = _now;
        }
        return this;
    }

    private void Move(int id, Server server)
    {
        if (server.SilentAfter is { } part && _planner.Accepted >= _size * part)
        {
            server.Silence = true;
            return;
        }
        if (server.Silence)
            return;
        var budget = server.BytesPerSecond * Step.TotalSeconds + server.Credit;
        while (budget >= 1)
        {
            if (_planner.SegmentOf(id) is not { } segment)
            {
                server.Credit = 0;
                if (_planner.Assign(id, _now) is null)
                    return;
                server.BeginsAt = _now + server.Latency;
                return;
            }
            if (_now < server.BeginsAt)
                return;
            _planner.Begin(id, _now);
            var read = (int)Math.Min(Math.Min(budget, 64 << 10), segment.To - segment.Position);
            if (read > 0)
                _planner.Receive(id, read, _now);
            else
                _planner.End(id, _now);
            budget -= read;
            Interrupt();
        }
        server.Credit = budget;
    }

    /// <summary>Who is interrupted makes a new connection, which its next latency includes.</summary>
    private void Interrupt()
    {
        _interrupts.Clear();
        _planner.TakeInterrupts(_interrupts);
    }
}

internal sealed class Server(double bytesPerSecond)
{
    public double BytesPerSecond { get; } = bytesPerSecond;

    /// <summary>From a request to the first byte of its answer.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The part of the file, 0 to 1, after which it says nothing more.</summary>
    public double? SilentAfter { get; init; }

    public TimeSpan BeginsAt { get; set; }

    public double Credit { get; set; }

    public bool Silence { get; set; }
}
