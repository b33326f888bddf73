using System.Text.Json;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Agent.Spool;

/// <summary>Puts what was lost into a gap record. Pure.</summary>
internal static class Gaps
{
    /// <summary>
    /// A gap over these records; a gap among them is taken over with all that it told of. <paramref name="before"/> is one
    /// that was not spooled yet: it grows.
    /// </summary>
    public static GapRecord Of(
        IReadOnlyCollection<string> lost,
        GapRecord? before,
        string agent,
        string cause,
        TimeProvider time
    )
    {
        var now = time.GetUtcNow();
        var gaps = lost.Select(TryGap).OfType<GapRecord>().Concat(before is null ? [] : [before]).ToList();
        var times = lost.Select(TimeOf).OfType<DateTimeOffset>().ToList();
        return new GapRecord
        {
            Id = before?.Id ?? RecordIds.NewId(time),
            StartedAt = gaps.Select(gap => gap.StartedAt).Concat(times).DefaultIfEmpty(now).Min(),
            EndedAt = gaps.Select(gap => gap.EndedAt).Concat(times).DefaultIfEmpty(now).Max(),
            Agent = agent,
            Records = lost.Count(record => TryGap(record) is null) + gaps.Sum(gap => gap.Records),
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

    private static GapRecord? TryGap(string record) =>
        record.StartsWith("{\"type\":\"gap\",", StringComparison.Ordinal) ? Parse(record) : null;

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
