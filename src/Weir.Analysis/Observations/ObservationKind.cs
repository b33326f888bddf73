namespace Weir.Analysis.Observations;

/// <summary>How an observation counts.</summary>
public enum ObservationKind
{
    /// <summary>Kept, but in no statistics: a run, whose transfers count themselves, or a kind of a later version.</summary>
    Other,

    /// <summary>One client's download of one file.</summary>
    Transfer,

    /// <summary>One session of packets.</summary>
    Probe,
}
