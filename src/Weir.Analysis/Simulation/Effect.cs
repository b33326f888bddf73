namespace Weir.Analysis.Simulation;

/// <summary>What a disturbance does to a path at its full strength.</summary>
/// <param name="Rtt">Added to every round trip, in seconds.</param>
/// <param name="Jitter">Scale of the exponential delay added to each packet apart, in seconds.</param>
/// <param name="Loss">Added to the share of lost packets.</param>
/// <param name="RateDrop">Share of the throughput that is gone.</param>
/// <param name="Response">Added to the response time, beside what the round trips add, in seconds.</param>
public sealed record Effect(
    double Rtt = 0,
    double Jitter = 0,
    double Loss = 0,
    double RateDrop = 0,
    double Response = 0
)
{
    /// <summary>A full queue at a bottleneck: delay, jitter, loss and a drop of the rate.</summary>
    public static Effect Congestion { get; } = new(Rtt: 0.020, Jitter: 0.004, Loss: 0.02, RateDrop: 0.5);

    /// <summary>The least that is worth a word: 4 ms.</summary>
    public static Effect Mild { get; } = new(Rtt: 0.004, Jitter: 0.001);

    /// <summary>A longer way: delay and nothing else.</summary>
    public static Effect LongerRoute { get; } = new(Rtt: 0.015);

    /// <summary>A server that cannot keep up: its answers come late and slowly; packets do not mind.</summary>
    public static Effect Overload { get; } = new(RateDrop: 0.5, Response: 0.250);
}
