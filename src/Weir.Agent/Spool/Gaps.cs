using System.Text.Json;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Agent.Spool;

/// <summary>Puts what was lost into a gap record. Pure.</summary>
internal static class Gaps
{
    /// <summary>A gap over these records; <paramref name="before"/> is one that nobody has been told of yet.</summary>
    public static GapRecord Of(
        IReadOnlyCollection<string> lost,
        GapRecord? before,
        string agent,
        string cause,
        TimeProvider time
    )
    {
        var times = lost.Select(TimeOf).OfType<DateTimeOffset>().DefaultIfEmpty(time.GetUtcNow()).ToList();
        var first = times.Min();
        var last = times.Max();
        return new GapRecord
        {
            Id = before?.Id ?? RecordIds.NewId(time),
            StartedAt = before is not null && before.StartedAt < first ? before.StartedAt : first,
            EndedAt = before is not null && before.EndedAt > last ? before.EndedAt : last,
            Agent = agent,
            Records = lost.Count + (before?.Records ?? 0),
            Error = cause,
        };
    }

    public static GapRecord? Parse(string? line)
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, MeasurementsJson.Lines.GapRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTimeOffset? TimeOf(string record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, SpoolJson.Default.RecordTime)?.StartedAt;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
