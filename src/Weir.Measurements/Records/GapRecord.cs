namespace Weir.Measurements.Records;

/// <summary>
/// Measurements were made and then lost before they could be delivered: what an agent says instead of leaving a hole
/// that looks as if nothing had been measured.
/// </summary>
public sealed record GapRecord
{
    /// <summary>Always <c>gap</c>.</summary>
    public string Type { get; } = "gap";

    /// <summary>Version of the JSON form.</summary>
    public int Schema { get; } = 1;

    /// <summary>From <see cref="RecordIds.NewId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>When the first of the lost measurements was made.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last of them was made.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Who lost them.</summary>
    public required string Agent { get; init; }

    /// <summary>Where they were lost: always <c>spool</c>; they may be of several targets.</summary>
    public string Target { get; } = "spool";

    /// <summary>How many.</summary>
    public required long Records { get; init; }

    /// <summary>Always <c>lost</c>.</summary>
    public string Outcome { get; } = "lost";

    /// <summary>One sentence with the cause.</summary>
    public required string Error { get; init; }
}
