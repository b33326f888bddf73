using Weir.Measurements.Loss;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Probes.Session;

public sealed partial class SessionStatistics
{
    /// <summary>Puts the numbers into a record that says whose they are; outcome and error are the caller's.</summary>
    public ProbeRecord Describe(ProbeRecord blank)
    {
        ArgumentNullException.ThrowIfNull(blank);
        var directions = _directions.Read();
        var isAbsolute = _clockStep is null && _clockError is { } error && error.TotalSeconds <= _rtt.Moments.Min;
        var oneWay = OneWayDelays.Of(Rows, isAbsolute);
        return blank with
        {
            Sent = Sent,
            Received = Received,
            Lost = Sent - Received,
            LostForward = directions?.Forward,
            LostBackward = directions?.Backward,
            Duplicates = _duplicates,
            Reordered = _reordered,
            Late = _late,
            LossRatio = Sent == 0 ? null : (double)(Sent - Received) / Sent,
            LossUpperBound = Sent > 0 && Sent == Received ? RuleOfThree.UpperBound(Sent) : null,
            LossRuns = LossRuns(),
            ReorderingExtent = _extent,
            LateSends = _lateSends,
            Rtt = DelayVariation.Rtt(Rows),
            Forward = oneWay.Forward,
            Backward = oneWay.Backward,
            Jitter = _jitter.Value,
            JitterForward = _forwardJitter.Value,
            JitterBackward = _backwardJitter.Value,
            Ipdv = DelayVariation.Ipdv(Rows),
            Pdv = DelayVariation.Pdv(Rows),
            Ttl = _ttl,
            Clocks =
                oneWay.Forward is null ? null
                : isAbsolute ? ClockRelation.Synchronized
                : ClockRelation.Unsynchronized,
            ClockStep = _clockStep,
            ClockSkewPpm = oneWay.Skew is { } skew ? Math.Round(skew * 1e6, 3) : null,
            Timestamps =
                Received == 0 ? null
                : _isKernelTime ? TimestampSource.Kernel
                : TimestampSource.Process,
            ReplyLimit = ReplyLimit,
            SendRate = SendRate(),
            Throughput = _replyRate.Rate,
        };
    }

    /// <summary>Every packet, in the order of sending.</summary>
    public IEnumerable<PacketRecord> Packets(string? client)
    {
        for (var i = 0; i < _packets.Count; i++)
            yield return _packets[i].ToRecord((uint)i, client);
    }

    /// <summary>The fates of the last packets, the oldest first, as a live line shows them.</summary>
    /// <param name="into">Round trips in ticks; −1 for a packet that has no answer within <paramref name="patience"/>.</param>
    /// <returns>How many were written; packets still under way are left out.</returns>
    public int Recent(Span<long> into, TimeSpan now, TimeSpan patience)
    {
        var rows = Rows;
        var count = 0;
        for (var i = Math.Max(0, rows.Length - into.Length); i < rows.Length; i++)
        {
            if (rows[i].Fate == PacketFate.Answered)
                into[count++] = rows[i].Rtt;
            else if (rows[i].Fate == PacketFate.AnsweredLate || now.Ticks - rows[i].SentAt > patience.Ticks)
                into[count++] = -1;
        }

        return count;
    }

    private LossRunsRecord? LossRuns()
    {
        var runs = new LossRuns();
        foreach (ref readonly var row in Rows)
            runs.Add(row.Fate != PacketFate.Answered);
        return runs.Finish();
    }

    private BitRate? SendRate()
    {
        var span = new RateSpan();
        foreach (ref readonly var row in Rows)
            span.Add(new TimeSpan(row.SentAt), row.Bytes);
        return span.Rate;
    }
}
