namespace Weir.Analysis.Summaries;

/// <summary>What a summary is about; null for all.</summary>
public readonly record struct SummaryKey(string? Agent, string? Target, int? Hour) : IComparable<SummaryKey>
{
    /// <inheritdoc/>
    public int CompareTo(SummaryKey other)
    {
        var order = string.CompareOrdinal(Agent, other.Agent);
        if (order == 0)
            order = string.CompareOrdinal(Target, other.Target);
        return order != 0 ? order : Nullable.Compare(Hour, other.Hour);
    }

    public static bool operator <(SummaryKey left, SummaryKey right) => left.CompareTo(right) < 0;

    public static bool operator >(SummaryKey left, SummaryKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(SummaryKey left, SummaryKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SummaryKey left, SummaryKey right) => left.CompareTo(right) >= 0;
}
