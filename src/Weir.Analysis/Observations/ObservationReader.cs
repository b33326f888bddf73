using System.Text.Json;
using Weir.Measurements.Histograms;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Analysis.Observations;

/// <summary>
/// Takes from a record's JSON what the statistics use. Lenient about what is absent or null, strict about what is there:
/// a number that cannot be would spoil every sum that it is in.
/// </summary>
public static class ObservationReader
{
    /// <summary>No quantity of this domain is larger: 10¹⁵ bytes are a petabyte, 10¹⁵ bit/s a thousand Tbit/s.</summary>
    private const double Largest = 1e15;

    /// <summary>No session sends more packets; so many sessions still fit into a sum.</summary>
    private const long MostPackets = 1_000_000_000;

    private static readonly string[] Outcomes = ["ok", "failed", "corrupt", "cancelled", "overrun"];

    /// <param name="kind">Its <c>type</c>.</param>
    /// <param name="outcome">Its <c>outcome</c>.</param>
    /// <param name="about">Agent, target and time, already checked.</param>
    /// <param name="problem">A sentence for the sender when the result is null.</param>
    public static Observation? Read(
        in RecordFields record,
        string kind,
        string outcome,
        (string Agent, string Target, DateTimeOffset At) about,
        out string? problem
    )
    {
        problem = null;
        var zone = record.Text(RecordField.Zone);
        var observation = new Observation
        {
            Agent = about.Agent,
            Target = about.Target,
            At = about.At,
            Zone = ZoneName.IsPossible(zone) ? zone : null,
            Kind = kind switch
            {
                "transfer" => ObservationKind.Transfer,
                "probe" => ObservationKind.Probe,
                _ => ObservationKind.Other,
            },
            IsOk = outcome == "ok",
            IsCancelled = outcome == "cancelled",
        };
        if (observation.Kind is ObservationKind.Other)
            return observation;
        if (!Outcomes.Contains(outcome))
        {
            problem = $"outcome is not one of {string.Join(", ", Outcomes)}";
            return null;
        }

        return observation.Kind is ObservationKind.Transfer
            ? ReadTransfer(record, observation, out problem)
            : ReadProbe(record, observation, out problem);
    }

    private static Observation? ReadTransfer(in RecordFields record, Observation observation, out string? problem)
    {
        if (
            !TryNumber(record, RecordField.Bytes, out var bytes, out problem)
            || !TryNumber(record, RecordField.ResumedBytes, out var resumed, out problem)
            || !TryNumber(record, RecordField.Duration, out var duration, out problem)
            || !TryNumber(record, RecordField.Response, out var response, out problem)
            || !TryNumber(record, RecordField.Throughput, out var throughput, out problem)
            || !TryNumber(record, RecordField.Retransmits, out var retransmits, out problem)
        )
            return null;
        var brought = Math.Max(0, (bytes ?? 0) - (resumed ?? 0));
        return observation with
        {
            Bytes = (long)brought,
            Duration = duration,
            Response = response,
            Throughput = throughput ?? (duration > 0 && brought > 0 ? brought * 8 / duration : null),
            Retransmits = (long?)retransmits ?? OutOfOrder(record),
        };
    }

    /// <summary>Of all sources whose kernel was asked; lenient, since it is evidence beside others and no quantity of its own.</summary>
    private static long? OutOfOrder(in RecordFields record)
    {
        var written = record[RecordField.Sources];
        if (written.IndexOf("out_of_order"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(written);
        using var sources = JsonDocument.ParseValue(ref reader);
        if (sources.RootElement.ValueKind is not JsonValueKind.Array)
            return null;
        long? sum = null;
        foreach (var source in sources.RootElement.EnumerateArray())
        {
            if (
                source.ValueKind is JsonValueKind.Object
                && source.TryGetProperty("tcp", out var tcp)
                && tcp.ValueKind is JsonValueKind.Object
                && tcp.TryGetProperty("out_of_order", out var value)
                && value.ValueKind is JsonValueKind.Number
                && value.TryGetInt64(out var count)
                && count is >= 0 and <= MostPackets
            )
                sum = (sum ?? 0) + count;
        }

        return sum;
    }

    private static Observation? ReadProbe(in RecordFields record, Observation observation, out string? problem)
    {
        if (
            !TryCount(record, RecordField.Sent, out var sent, out problem)
            || !TryCount(record, RecordField.Lost, out var lost, out problem)
            || !TryNumber(record, RecordField.Jitter, out var jitter, out problem)
            || !TryDistribution(record, RecordField.Rtt, out var rtt, out problem)
        )
            return null;
        if (lost > sent)
        {
            problem = "lost is more than sent";
            return null;
        }

        return observation with
        {
            Sent = sent,
            Lost = lost,
            Jitter = jitter,
            Rtt = rtt,
        };
    }

    private static bool TryNumber(in RecordFields record, RecordField field, out double? number, out string? problem)
    {
        (number, problem) = (null, null);
        if (record[field].IsEmpty)
            return true;
        if (record.TryNumber(field, out var found) && found is >= 0 and <= Largest)
        {
            number = found;
            return true;
        }

        problem = $"{RecordFields.NameOf(field)} is not a number from 0 to {Largest:0}";
        return false;
    }

    private static bool TryCount(in RecordFields record, RecordField field, out long count, out string? problem)
    {
        (count, problem) = (0, null);
        if (record[field].IsEmpty)
            return true;
        if (record.TryCount(field, out count) && count is >= 0 and <= MostPackets)
            return true;
        problem = $"{RecordFields.NameOf(field)} is not a whole number from 0 to {MostPackets}";
        return false;
    }

    /// <summary>Without its histogram a distribution counts as one value, its mean: better than nothing, and no more.</summary>
    private static bool TryDistribution(
        in RecordFields record,
        RecordField field,
        out Distribution? distribution,
        out string? problem
    )
    {
        (distribution, problem) = (null, null);
        if (record[field].IsEmpty)
            return true;
        try
        {
            var written = JsonSerializer.Deserialize(record[field], MeasurementsJson.Lines.DistributionRecord);
            if (written is null || !IsPlausible(written))
            {
                problem = $"{RecordFields.NameOf(field)} holds a number that cannot be";
                return false;
            }

            distribution =
                written.Histogram.Count > 0 ? Distribution.Of(written)
                : written.Mean is { } mean ? Distribution.Of([mean])
                : null;
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            problem =
                $"{RecordFields.NameOf(field)} is not a distribution: min, mean, … and histogram as [[bucket,count]]";
            return false;
        }
    }

    private static bool IsPlausible(DistributionRecord written) =>
        new[] { written.Min, written.Mean, written.Max, written.StandardDeviation }.All(v =>
            v is null || Math.Abs(v.Value) <= Largest
        )
        && written.Min is not > Largest
        && !(written.Min > written.Max)
        && written.Histogram.All(b =>
            b.Bucket is >= LogBuckets.Lowest and <= LogBuckets.Highest && b.Count is >= 0 and <= MostPackets
        )
        && written.Histogram.Count <= LogBuckets.Highest - LogBuckets.Lowest + 1;
}
