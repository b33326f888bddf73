namespace Weir.Analysis.Simulation;

/// <summary>A network with a known story: what a simulation plays, and what an analysis of it must find.</summary>
public sealed record Scenario
{
    /// <summary>As on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What happens in it, in a clause.</summary>
    public required string Description { get; init; }

    public IReadOnlyList<Disturbance> Disturbances { get; init; } = [];

    /// <summary>Share of the measurements that are missing: half of them singly, half in stretches of hours.</summary>
    public double Gaps { get; init; }

    /// <summary>How many times the usual the noise is.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>The clock hour of most downloads; null when all hours are alike.</summary>
    public int? DemandPeak { get; init; }

    /// <summary>Whose clocks the story follows, in the tz database; null for the caller's choice.</summary>
    public string? Zone { get; init; }

    /// <summary>The first local day; null for the caller's choice.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Its daily disturbances are what an analysis must call recurring.</summary>
    public IEnumerable<Disturbance> Recurring => Disturbances.Where(d => d.When is Timetable.Daily);
}
