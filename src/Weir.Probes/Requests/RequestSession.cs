using Weir.Measurements.Histograms;
using Weir.Measurements.Records;
using Weir.Probes.Probing;
using Weir.Probes.Session;

namespace Weir.Probes.Requests;

/// <summary>One session of requests. Any threads.</summary>
internal sealed class RequestSession(SessionClock clock, int count, TimeSpan interval)
{
    private readonly Lock _lock = new(); // guards all below
    private readonly SessionStatistics _statistics = new(count, interval);
    private readonly Distribution _connect = new();
    private readonly Distribution _tls = new();
    private readonly Distribution _response = new();

    public ProbeProgress Progress
    {
        get
        {
            lock (_lock)
                return new ProbeProgress(_statistics.Sent, _statistics.Received, _statistics.LastRtt);
        }
    }

    /// <summary>Why the last one that failed did so.</summary>
    public string? Fault { get; private set; }

    /// <summary>Makes the request that was due then, and takes down how it went.</summary>
    public void Make(TimeSpan due, Exchanger exchanger, Func<bool> isCancelled)
    {
        uint sequence;
        lock (_lock)
        {
            var at = clock.Now;
            sequence = _statistics.OnSending(at, 0, at - due);
        }

        var exchange = exchanger.Run(isCancelled);
        lock (_lock)
        {
            Fault = exchange.Fault ?? Fault;
            Add(_connect, exchange.Connect);
            Add(_tls, exchange.Tls);
            Add(_response, exchange.Response);
            if (exchange.Total is not { } total)
                return;
            _statistics.OnReply(
                new ProbeReply
                {
                    Sequence = sequence,
                    ArrivedAt = _statistics.SentAt(sequence) + total,
                    Bytes = exchange.Bytes,
                }
            );
        }
    }

    public void OnClockStep(TimeSpan step)
    {
        lock (_lock)
            _statistics.OnClockStep(step);
    }

    public int Recent(Span<long> into, TimeSpan patience)
    {
        lock (_lock)
            return _statistics.Recent(into, clock.Now, patience);
    }

    public ProbeRecord Describe(ProbeRecord blank)
    {
        lock (_lock)
        {
            return _statistics.Describe(blank with { StartedAt = clock.StartedAt }) with
            {
                // Connections come back in the order in which they were served, which is no fact of the network's order.
                Reordered = 0,
                ReorderingExtent = 0,
                SendRate = null,
                Throughput = null,
                Connect = _connect.ToRecord(),
                Tls = _tls.ToRecord(),
                Response = _response.ToRecord(),
            };
        }
    }

    public IEnumerable<PacketRecord> Packets(string? client) => _statistics.Packets(client);

    private static void Add(Distribution to, TimeSpan? value)
    {
        if (value is { } known)
            to.Add(known.TotalSeconds);
    }
}
