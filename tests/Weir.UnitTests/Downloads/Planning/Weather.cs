using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

/// <summary>
/// Drives a planner through a made-up download in made-up time: sources of different speed join, stall, move again,
/// fail, come back and cut their answers short, all by one seed. Holds after every step what must always hold.
/// </summary>
internal sealed class Weather
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly Random _random;
    private readonly long _size;
    private readonly Planner _planner;
    private readonly SimulatedSource[] _sources;
    private readonly ExtentSet _accepted = new();
    private readonly ExtentSet _have;
    private readonly List<int> _interrupts = [];
    private readonly long? _window;
    private TimeSpan _now;

    public Weather(int seed, Balance balance, bool hasWindow, bool isCalm)
    {
        _random = new Random(seed);
        _size = _random.NextInt64(0, 200 << 20);
        var sources = _random.Next(1, 8);
        _have = new ExtentSet();
        for (var i = _random.Next(0, 4); i > 0 && _size > 0; i--)
        {
            var from = _random.NextInt64(0, _size);
            _have.Add(new Extent(from, Math.Min(_size, from + _random.NextInt64(1, 20 << 20))));
        }
        _window = hasWindow ? 8 << 20 : null;
        _planner = new Planner(
            new PlannerOptions
            {
                Balance = balance,
                Window = _window,
                ExpectedConnections = sources,
            },
            _size,
            _have
        );
        _sources = new SimulatedSource[sources];
        for (var i = 0; i < sources; i++)
        {
            _sources[i] = new SimulatedSource
            {
                BytesPerStep = _random.Next(20_000, 4_000_000),
                JoinsAt = i == 0 ? TimeSpan.Zero : Step * _random.Next(0, 100),
                Trouble = isCalm || i == 0 ? 0 : _random.NextDouble() * 0.1,
            };
        }
    }

    public long Taken { get; private set; }

    public long Wasted => _planner.Wasted;

    public long Size => _size;

    public long Missing => _size - _have.Total;

    public TimeSpan Elapsed => _now;

    /// <summary>Runs until every byte is there.</summary>
    public void Run()
    {
        for (var steps = 0; !_planner.IsFinished; steps++)
        {
            if (steps > 200_000)
                throw new InvalidOperationException("The download does not come to its end.");
            _now += Step;
            for (var i = 0; i < _sources.Length; i++)
                Move(i, _sources[i]);
            foreach (var verdict in _planner.Tick(_now))
                Assert.True(_sources[verdict.Connection].HasSegment);
            Interrupt();
            _planner.AdvanceWindow(Frontier());
        }
        Assert.Equal(Missing, _accepted.Total);
        Assert.Equal(Missing, _planner.Accepted);
        Assert.Equal(Taken, _planner.Accepted + _planner.Wasted);
    }

    private void Move(int id, SimulatedSource source)
    {
        if (_now < source.JoinsAt || _now < source.StalledUntil)
            return;
        if (!source.IsConnected)
        {
            _planner.AddConnection(id, id);
            source.IsConnected = true;
        }
        if (source.Trouble > 0 && _random.NextDouble() < source.Trouble)
        {
            MakeTrouble(id, source);
            return;
        }

        var budget = source.BytesPerStep;
        while (budget > 0)
        {
            if (!source.HasSegment && !TryAssign(id, source))
                return;
            var read = (int)Math.Min(Math.Min(budget, _random.Next(1, 256 << 10)), source.End - source.Position);
            if (read == 0)
            {
                _planner.End(id, _now);
                source.HasSegment = false;
                continue;
            }
            budget -= read;
            Deliver(id, source, read);
        }
    }

    private bool TryAssign(int id, SimulatedSource source)
    {
        if (_planner.Assign(id, _now) is not { } segment)
            return false;
        Assert.True(segment.From < segment.To && segment.To <= _size);
        Assert.True(_window is not { } window || segment.To <= Frontier() + window);
        source.HasSegment = true;
        source.Position = segment.From;
        source.End =
            source.Trouble > 0 && _random.Next(10) == 0
                ? segment.From + ((segment.To - segment.From + 1) / 2)
                : segment.To;
        _planner.Begin(id, _now);
        return true;
    }

    private void Deliver(int id, SimulatedSource source, int read)
    {
        var receipt = _planner.Receive(id, read, _now);
        Taken += read;
        Assert.InRange(receipt.Skip + receipt.Take, 0, read);
        if (receipt.Take > 0)
        {
            Assert.Equal(source.Position + receipt.Skip, receipt.Offset);
            var extent = new Extent(receipt.Offset, receipt.Offset + receipt.Take);
            Assert.Equal(extent.Length, _accepted.Missing(extent).Total);
            Assert.Equal(extent.Length, _have.Missing(extent).Total);
            _accepted.Add(extent);
        }
        source.Position += read;
        if (receipt.Done)
            source.HasSegment = false;
        Interrupt();
    }

    private void MakeTrouble(int id, SimulatedSource source)
    {
        switch (_random.Next(3))
        {
            case 0:
                source.StalledUntil = _now + (Step * _random.Next(1, 900));
                break;
            case 1:
                _planner.End(id, _now);
                source.HasSegment = false;
                source.StalledUntil = _now + (Step * _random.Next(1, 60));
                break;
            default:
                _planner.RemoveConnection(id, _now);
                source.HasSegment = source.IsConnected = false;
                source.JoinsAt = _now + (Step * _random.Next(1, 100));
                break;
        }
    }

    private void Interrupt()
    {
        _interrupts.Clear();
        _planner.TakeInterrupts(_interrupts);
        foreach (var id in _interrupts)
            _sources[id].HasSegment = false;
    }

    private long Frontier()
    {
        var all = new ExtentSet(_have);
        foreach (var extent in _accepted)
            all.Add(extent);
        return all.Frontier;
    }

    private sealed class SimulatedSource
    {
        public required int BytesPerStep { get; init; }
        public required double Trouble { get; init; }
        public TimeSpan JoinsAt { get; set; }
        public TimeSpan StalledUntil { get; set; }
        public bool IsConnected { get; set; }
        public bool HasSegment { get; set; }
        public long Position { get; set; }
        public long End { get; set; }
    }
}
