namespace Weir.Analysis.Hours;

/// <summary>What can be said about the hours of the day.</summary>
public enum HourStatus
{
    /// <summary>One hour stands out.</summary>
    Ok,

    /// <summary>Others come too close to it.</summary>
    Undecided,

    /// <summary>Too few days.</summary>
    Insufficient,
}
