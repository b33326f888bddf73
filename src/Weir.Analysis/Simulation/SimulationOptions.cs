namespace Weir.Analysis.Simulation;

/// <summary>How a scenario is played.</summary>
public sealed record SimulationOptions
{
    public required Scenario Scenario { get; init; }

    public int Days { get; init; } = 28;

    public int Agents { get; init; } = 5;

    public int Targets { get; init; } = 2;

    /// <summary>The same seed makes the same records.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whose clocks count where the scenario has no zone of its own.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The first local day where the scenario has none of its own; by default a Monday.</summary>
    public DateOnly FirstDay { get; init; } = new(2026, 1, 5);

    /// <summary>From one probe to the next: a multiple of five minutes.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Packets of a probe.</summary>
    public int Packets { get; init; } = 10;
}
