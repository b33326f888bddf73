using Weir.Analysis.Observations;
using Weir.Measurements.Histograms;

namespace Weir.Analysis.Summaries;

/// <summary>Counts and distributions of observations. Merging is exact and its order does not matter. One thread at a time.</summary>
/// <remarks>
/// Speed, duration and response time are those of downloads that ended well; a transfer that someone cancelled counts
/// with its bytes alone.
/// </remarks>
public sealed class Summary
{
    /// <summary>Transfers, whether they ended well or not.</summary>
    public long Downloads { get; private set; }

    /// <summary>Of those, the ones that did not end well.</summary>
    public long Failures { get; private set; }

    /// <summary>What all transfers brought.</summary>
    public long Bytes { get; private set; }

    public long Probes { get; private set; }

    /// <summary>Packets of all probes.</summary>
    public long Sent { get; private set; }

    public long Lost { get; private set; }

    /// <summary>In bits per second.</summary>
    public Distribution Throughput { get; private init; } = new();

    /// <summary>Seconds to complete.</summary>
    public Distribution Duration { get; private init; } = new();

    /// <summary>Seconds from the first request to the first byte of a body.</summary>
    public Distribution Response { get; private init; } = new();

    /// <summary>Round-trip times of all packets, in seconds.</summary>
    public Distribution Rtt { get; private init; } = new();

    /// <summary>One value per probe, in seconds.</summary>
    public Distribution Jitter { get; private init; } = new();

    /// <summary>Of the transfers that tell them; null when none does.</summary>
    public long? Retransmits { get; private set; }

    /// <summary>What the transfers that tell their retransmits brought.</summary>
    public long RetransmitBytes { get; private set; }

    public SummaryCounts Counts => new(Downloads, Failures, Bytes, Probes, Sent, Lost, Retransmits, RetransmitBytes);

    /// <summary>Lost of sent packets; null without any.</summary>
    public double? LossRatio => Sent > 0 ? (double)Lost / Sent : null;

    /// <summary>The summary that these numbers were written from.</summary>
    public static Summary Of(RollupRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Summary
        {
            Downloads = record.Downloads,
            Failures = record.Failures,
            Bytes = record.Bytes,
            Probes = record.Probes,
            Sent = record.Sent,
            Lost = record.Lost,
            Retransmits = record.Retransmits,
            RetransmitBytes = record.RetransmitBytes,
            Throughput = Read(record.Throughput),
            Duration = Read(record.Duration),
            Response = Read(record.Response),
            Rtt = Read(record.Rtt),
            Jitter = Read(record.Jitter),
        };
    }

    /// <summary>All of these in one; an empty one of none.</summary>
    public static Summary Of(IEnumerable<Summary> summaries)
    {
        ArgumentNullException.ThrowIfNull(summaries);
        var all = new Summary();
        foreach (var summary in summaries)
            all.Merge(summary);
        return all;
    }

    public void Add(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        if (observation.Kind is ObservationKind.Transfer)
            AddTransfer(observation);
        else if (observation.Kind is ObservationKind.Probe)
            AddProbe(observation);
    }

    /// <summary>Adds counts; the distributions are the caller's to add to.</summary>
    public void Merge(SummaryCounts counts)
    {
        Downloads = Sum(Downloads, counts.Downloads);
        Failures = Sum(Failures, counts.Failures);
        Bytes = Sum(Bytes, counts.Bytes);
        Probes = Sum(Probes, counts.Probes);
        Sent = Sum(Sent, counts.Sent);
        Lost = Sum(Lost, counts.Lost);
        if (counts.Retransmits is { } retransmits)
            AddRetransmits(retransmits, counts.RetransmitBytes);
    }

    public void Merge(Summary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Merge(other.Counts);
        Throughput.Merge(other.Throughput);
        Duration.Merge(other.Duration);
        Response.Merge(other.Response);
        Rtt.Merge(other.Rtt);
        Jitter.Merge(other.Jitter);
    }

    private static Distribution Read(Measurements.Records.DistributionRecord? record) =>
        record is null ? new Distribution() : Distribution.Of(record);

    private void AddTransfer(Observation observation)
    {
        Bytes = Sum(Bytes, observation.Bytes);
        if (observation.Retransmits is { } retransmits)
            AddRetransmits(retransmits, observation.Bytes);
        if (observation.IsCancelled)
            return;
        Downloads++;
        if (!observation.IsOk)
        {
            Failures++;
            return;
        }

        Add(Throughput, observation.Throughput);
        Add(Duration, observation.Duration);
        Add(Response, observation.Response);
    }

    private void AddRetransmits(long count, long bytes)
    {
        Retransmits = Sum(Retransmits ?? 0, count);
        RetransmitBytes = Sum(RetransmitBytes, bytes);
    }

    private void AddProbe(Observation observation)
    {
        Probes++;
        Sent = Sum(Sent, observation.Sent);
        Lost = Sum(Lost, observation.Lost);
        if (observation.Rtt is { } rtt)
            Rtt.Merge(rtt);
        Add(Jitter, observation.Jitter);
    }

    /// <summary>
    /// The largest number there is when it would be more: who sends impossible records gets impossible sums, which can still
    /// be written and read.
    /// </summary>
    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    private static void Add(Distribution distribution, double? value)
    {
        if (value is { } known)
            distribution.Add(known);
    }
}
