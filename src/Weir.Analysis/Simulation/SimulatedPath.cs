using Weir.Analysis.Statistics;
using Weir.Measurements.Histograms;
using Weir.Measurements.Jitter;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Simulation;

/// <summary>One agent's way to one target, played from the first measurement to the last.</summary>
internal sealed class SimulatedPath
{
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private const long FileSize = 25_000_000;
    private const double ServerTime = 0.004;

    private readonly SimulationOptions _options;
    private readonly SimulationClock _clock;
    private readonly SeededRandom _random;
    private readonly PathNoise _noise;
    private readonly StretchCursor[] _disturbances;
    private readonly string _agent;
    private readonly string _target;
    private DateTimeOffset _outageEnd;

    public SimulatedPath(SimulationOptions options, SimulationClock clock, int agent, int target)
    {
        (_options, _clock) = (options, clock);
        _random = SeededRandom.For(options.Seed, agent, target);
        _noise = new PathNoise(
            _random,
            baseRtt: 0.010 + (0.020 * _random.NextDouble()),
            baseRate: 60e6 + (60e6 * _random.NextDouble()),
            options.Scenario.Noise
        );
        (_agent, _target) = (TrafficSimulator.AgentName(agent), TrafficSimulator.TargetName(target));

        _disturbances =
        [
            .. options
                .Scenario.Disturbances.Index()
                .Where(d => d.Item.Hits(agent, target))
                .Select(d => new StretchCursor(d.Item.Effect, Stretches(options, clock, d.Item.When, d.Index))),
        ];
    }

    /// <summary>The same evening is slow for all whom it hits: its days come from a generator that the paths share.</summary>
    internal static IEnumerable<Stretch> Stretches(
        SimulationOptions options,
        SimulationClock clock,
        Timetable when,
        int index
    ) =>
        when.Stretches(
            clock.FirstDay.AddDays(-1),
            options.Days + 2,
            clock.Zone,
            SeededRandom.For(options.Seed, -2, index)
        );

    /// <summary>What is measured in the five minutes from this moment on: all steps must be played, in order.</summary>
    public IEnumerable<object> Step(DateTimeOffset at)
    {
        _noise.Step();
        var isQuarter = at.UtcTicks % Quarter.Ticks == 0;
        var isMissing = IsMissing(at);
        var transfers = isQuarter ? _random.NextPoisson(_clock.Demand(at)) : 0;
        if (at.UtcTicks % _options.ProbeEvery.Ticks == 0 && !isMissing)
            yield return Probe(at.AddMilliseconds(_random.Next(5000)));

        for (var i = 0; i < transfers; i++)
        {
            var transfer = Transfer(at.AddMilliseconds(_random.Next((int)Drift.TotalMilliseconds)));
            if (!isMissing)
                yield return transfer;
        }
    }

    private bool IsMissing(DateTimeOffset at)
    {
        if (_options.Scenario.Gaps == 0)
            return false;

        // Half of the share singly, half in stretches that take three hours on average.
        var half = _options.Scenario.Gaps / 2;
        const double meanSteps = 36;
        if (at >= _outageEnd && _random.Chance(half / (1 - half) / meanSteps))
            _outageEnd = at + (Drift * (meanSteps * _random.NextExponential()));
        return _random.Chance(half / (1 - half)) || at < _outageEnd;
    }

    private Effect Now(DateTimeOffset at)
    {
        var (rtt, jitter, loss, drop, response) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var disturbance in _disturbances)
        {
            var strength = disturbance.StrengthAt(at) * _noise.Felt;
            if (strength == 0)
                continue;
            rtt += strength * disturbance.Effect.Rtt;
            jitter += strength * disturbance.Effect.Jitter;
            loss += strength * disturbance.Effect.Loss;
            drop = Math.Max(drop, Math.Min(0.9, strength * disturbance.Effect.RateDrop));
            response += strength * disturbance.Effect.Response;
        }

        return new Effect(rtt, jitter, loss, drop, response);
    }

    private ProbeRecord Probe(DateTimeOffset at)
    {
        var now = Now(at);
        var rtt = new Distribution();
        var jitter = default(InterarrivalJitter);
        for (var i = 0; i < _options.Packets; i++)
        {
            if (_noise.RoundTrip(now.Rtt, now.Jitter, now.Loss) is not { } trip)
                continue;
            rtt.Add(trip);
            jitter = jitter.Add(TimeSpan.FromSeconds(trip));
        }

        var received = (int)rtt.Count;
        return new ProbeRecord
        {
            Id = SimulatedIds.Of(at, _random),
            StartedAt = at,
            Agent = _agent,
            Target = _target,
            Zone = ZoneName.Of(_clock.Zone),
            Simulated = true,
            Protocol = "stamp",
            Sent = _options.Packets,
            Received = received,
            Lost = _options.Packets - received,
            LossRatio = (double)(_options.Packets - received) / _options.Packets,
            Rtt = rtt.ToRecord(),
            Jitter = jitter.Value,
            Outcome = received > 0 ? ProbeOutcome.Ok : ProbeOutcome.Failed,
            Error = received > 0 ? null : "no reply came",
        };
    }

    private TransferRecord Transfer(DateTimeOffset at)
    {
        var now = Now(at);
        var rate = _noise.Rate(now.RateDrop);
        var trip = _noise.Delay(now.Rtt, now.Jitter);
        var response = (2 * trip) + (ServerTime * (1 + _random.NextExponential())) + now.Response;
        var duration = response + (FileSize * 8 / rate);
        return new TransferRecord
        {
            Id = SimulatedIds.Of(at, _random),
            StartedAt = at,
            Agent = _agent,
            Target = _target,
            Zone = ZoneName.Of(_clock.Zone),
            File = "simulated.bin",
            Simulated = true,
            Size = FileSize,
            Bytes = FileSize,
            Duration = TimeSpan.FromSeconds(duration),
            Response = TimeSpan.FromSeconds(response),
            Throughput = new BitRate(FileSize * 8 / duration),
            Verified = Verification.Size,
            Outcome = TransferOutcome.Ok,
        };
    }
}
