using Weir.Downloads.Adapting;

namespace Weir.UnitTests.Downloads.Adapting;

/// <summary>Made-up servers in made-up time: what each brings with so many connections is a function.</summary>
internal sealed class Servers
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly AdaptiveConnections _adaptive;
    private readonly Func<int[], double[]> _rates;
    private readonly double[] _bytes;
    private TimeSpan _now;

    /// <param name="rates">Bytes per second of each source, for the numbers of their connections.</param>
    public Servers(int count, Func<int[], double[]> rates, AdaptiveOptions? options = null)
    {
        _adaptive = new AdaptiveConnections(options ?? new AdaptiveOptions());
        _rates = rates;
        _bytes = new double[count];
        for (var i = 0; i < count; i++)
            _adaptive.Add();
    }

    public double? Limit { get; init; }

    public double Size { get; init; } = 1e12;

    public TimeSpan RoundTrip { get; init; }

    /// <summary>The most connections of a source that get work.</summary>
    public int MostAtWork { get; init; } = int.MaxValue;

    public AdaptiveConnections Adaptive => _adaptive;

    public TimeSpan Now => _now;

    public int[] Allowed => [.. Enumerable.Range(0, _bytes.Length).Select(_adaptive.AllowedFor)];

    /// <summary>The most connections that a source ever had.</summary>
    public int Highest { get; private set; } = 1;

    public string? Reason => _adaptive.ReasonOf(0);

    public Servers After(double seconds)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end; )
        {
            _now += Step;
            var working = Allowed.Select(n => Math.Min(n, MostAtWork)).ToArray();
            var rates = _rates(working);
            for (var i = 0; i < rates.Length; i++)
                _bytes[i] += rates[i] * Step.TotalSeconds;
            var flows = working
                .Select((n, i) => new SourceFlow((long)_bytes[i], n, MayGrow: true, RoundTrip))
                .ToArray();
            _adaptive.Tick(_now, flows, new WholeFlow((long)(Size - _bytes.Sum()), Limit));
            Highest = Math.Max(Highest, Allowed.Max());
        }
        return this;
    }
}
