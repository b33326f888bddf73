using Weir.Http.Server;
using Weir.Measurements.Units;
using Weir.Transport.Shaping;

namespace Weir.Origin.Replicas;

/// <summary>What a replica lets its connections send: nothing while paused, else as its rate allows. Any thread.</summary>
internal sealed class ReplicaGate(TimeProvider time, TimeSpan latency) : SendGate
{
    /// <summary>Guards changes of <see cref="_bucket"/>; readers take the reference that is there.</summary>
    private readonly Lock _lock = new();
    private readonly RateMeter _meter = new();
    private volatile TokenBucket? _bucket;
    private volatile bool _isPaused;
    private BitRate? _rate;
    private long _bytes;

    public override TimeSpan Latency => latency;

    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public BitRate Throughput => _meter.Read(Now());

    public BitRate? Rate
    {
        get
        {
            lock (_lock)
                return _rate;
        }
        set
        {
            lock (_lock)
            {
                _rate = value;
                if (value is not { } rate)
                    _bucket = null;
                else if (_bucket is { } bucket)
                    bucket.SetRate(rate.BytesPerSecond, Now());
                else
                    _bucket = new TokenBucket(rate.BytesPerSecond, Now());
            }
        }
    }

    public override Grant? Ask(int wanted, TimeSpan now) =>
        _isPaused ? null
        : _bucket is { } bucket ? bucket.Reserve(wanted, now)
        : new Grant(wanted, now);

    public override void Return(int unsent, TimeSpan now) => _bucket?.Return(unsent, now);

    public override void CountBody(int sent, TimeSpan now)
    {
        Interlocked.Add(ref _bytes, sent);
        _meter.Add(sent, now);
    }

    private TimeSpan Now() => time.GetElapsedTime(0, time.GetTimestamp());
}
