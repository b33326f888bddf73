namespace Weir.Analysis.Summaries;

/// <summary>What summaries are told apart by.</summary>
[Flags]
public enum Grouping
{
    None = 0,
    Agent = 1,
    Target = 2,

    /// <summary>The hour of the day, in a time zone.</summary>
    Hour = 4,
}
