namespace Weir.Agent.Spool;

/// <summary>The oldest records that are not acknowledged, in the order in which they were made.</summary>
public sealed class SpoolBatch
{
    internal SpoolBatch(IReadOnlyList<string> records, SpoolPosition after)
    {
        Records = records;
        After = after;
    }

    /// <summary>Each the JSON line of one record.</summary>
    public IReadOnlyList<string> Records { get; }

    internal SpoolPosition After { get; }
}
