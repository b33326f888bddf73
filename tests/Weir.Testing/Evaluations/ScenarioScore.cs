namespace Weir.Testing.Evaluations;

/// <summary>Right and wrong answers about one scenario, over all seeds.</summary>
public sealed class ScenarioScore(string scenario)
{
    public string Scenario { get; } = scenario;

    public int Runs { get; set; }

    /// <summary>Series that are congested again and again, and those of them that were called so.</summary>
    public (int Found, int All) Recall { get; set; }

    /// <summary>Series that are not, and those of them that were called so all the same.</summary>
    public (int Found, int All) FalseAlarms { get; set; }

    /// <summary>Minutes that the ends of windows of round trips and throughput are off by.</summary>
    public List<double> EdgeErrors { get; } = [];

    /// <summary>Hours named for sure and right, undecided, named for sure and wrong.</summary>
    public (int Right, int Undecided, int Wrong) Hours { get; set; }

    /// <summary>Level shifts of round trips, and those of them that were called congestion.</summary>
    public (int Congestion, int All) Shifts { get; set; }

    /// <summary>Runs whose true shift was found within an hour.</summary>
    public int ShiftsFound { get; set; }
}
