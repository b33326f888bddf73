using Weir.Measurements.Units;

namespace Weir.Agent.Budget;

/// <summary>How many bytes an agent may download, with all of its clients.</summary>
public sealed record BudgetOptions
{
    /// <summary>Null for any number.</summary>
    public ByteSize? Day { get; init; }

    /// <summary>Null for any number.</summary>
    public ByteSize? Month { get; init; }

    /// <summary>Whose days and months are meant.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}
