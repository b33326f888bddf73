using Weir.Analysis.Observations;
using Weir.Measurements.Histograms;
using Weir.Measurements.Records;

namespace Weir.Testing.Evaluations;

/// <summary>What records say to the statistics, without the way through their JSON: the same as <see cref="ObservationReader"/> gives.</summary>
public static class ObservationOfRecord
{
    public static Observation Of(ProbeRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Observation
        {
            Agent = record.Agent,
            Target = record.Target,
            At = record.StartedAt,
            Zone = record.Zone,
            Kind = ObservationKind.Probe,
            IsOk = record.Outcome is ProbeOutcome.Ok,
            IsCancelled = record.Outcome is ProbeOutcome.Cancelled,
            Sent = record.Sent,
            Lost = record.Lost,
            Jitter = record.Jitter?.TotalSeconds,
            Rtt = record.Rtt is { } rtt ? Distribution.Of(rtt) : null,
        };
    }

    public static Observation Of(TransferRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Observation
        {
            Agent = record.Agent,
            Target = record.Target,
            At = record.StartedAt,
            Zone = record.Zone,
            Kind = ObservationKind.Transfer,
            IsOk = record.Outcome is TransferOutcome.Ok,
            IsCancelled = record.Outcome is TransferOutcome.Cancelled,
            Bytes = Math.Max(0, record.Bytes - record.ResumedBytes),
            Duration = record.Duration?.TotalSeconds,
            Response = record.Response?.TotalSeconds,
            Throughput = record.Throughput?.BitsPerSecond,
            Retransmits = OutOfOrder(record),
        };
    }

    private static long? OutOfOrder(TransferRecord record)
    {
        var known = record.Sources.Select(source => source.Tcp?.OutOfOrder).OfType<long>().ToList();
        return known.Count > 0 ? known.Sum() : null;
    }

    /// <param name="record">A <see cref="ProbeRecord"/> or a <see cref="TransferRecord"/>.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static Observation Of(object record) =>
        record switch
        {
            ProbeRecord probe => Of(probe),
            TransferRecord transfer => Of(transfer),
            _ => throw new ArgumentException("Neither a probe nor a transfer.", nameof(record)),
        };
}
