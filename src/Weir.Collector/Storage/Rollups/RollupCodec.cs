using System.Buffers;
using System.Buffers.Binary;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.Collector.Storage.Rollups;

/// <summary>The bytes of a rollup in a store: a tenth of its JSON, and read in a microsecond.</summary>
/// <remarks>
/// A version byte; six counts; from version 2 on one more than the retransmits (0 when no transfer tells them) and the
/// bytes of the transfers that tell them; five distributions (throughput, duration, response, RTT, jitter). A distribution is its
/// number of buckets and, if there are any, mean, least, largest and standard deviation (NaN for none) as doubles, and per
/// bucket the distance from the one before (the first from <see cref="LogBuckets.Lowest"/>) and its count. Whole numbers
/// are in LEB128, doubles little-endian.
/// </remarks>
internal static class RollupCodec
{
    private const byte Version = 2;

    /// <summary>Stores that are older hold it; it has no retransmits.</summary>
    private const byte FirstVersion = 1;

    public static byte[] Write(Summary summary)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.GetSpan(1)[0] = Version;
        output.Advance(1);
        foreach (
            var count in (ReadOnlySpan<long>)
                [
                    summary.Downloads,
                    summary.Failures,
                    summary.Bytes,
                    summary.Probes,
                    summary.Sent,
                    summary.Lost,
                    summary.Retransmits is { } told ? Math.Min(told, long.MaxValue - 1) + 1 : 0,
                    summary.RetransmitBytes,
                ]
        )
            Put(output, (ulong)count);
        foreach (
            var distribution in (ReadOnlySpan<Distribution>)
                [summary.Throughput, summary.Duration, summary.Response, summary.Rtt, summary.Jitter]
        )
            Put(output, distribution);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">These are no such bytes.</exception>
    public static Summary Read(ReadOnlySpan<byte> bytes)
    {
        var summary = new Summary();
        Merge(bytes, summary);
        return summary;
    }

    /// <summary>Adds what is written to a summary, without a summary of its own.</summary>
    /// <exception cref="InvalidDataException">These are no such bytes; the summary may hold a part of them.</exception>
    public static void Merge(ReadOnlySpan<byte> bytes, Summary into)
    {
        if (bytes.IsEmpty || bytes[0] is not (Version or FirstVersion))
            throw new InvalidDataException("A rollup of a version that is not known here.");
        var rest = bytes[1..];
        var (downloads, failures, brought) = (Count(ref rest), Count(ref rest), Count(ref rest));
        var (probes, sent, lost) = (Count(ref rest), Count(ref rest), Count(ref rest));
        var (told, toldBytes) = bytes[0] == FirstVersion ? (0, 0) : (Count(ref rest), Count(ref rest));
        into.Merge(
            new SummaryCounts(downloads, failures, brought, probes, sent, lost, told == 0 ? null : told - 1, toldBytes)
        );
        Merge(ref rest, into.Throughput);
        Merge(ref rest, into.Duration);
        Merge(ref rest, into.Response);
        Merge(ref rest, into.Rtt);
        Merge(ref rest, into.Jitter);
    }

    private static void Put(ArrayBufferWriter<byte> output, Distribution distribution)
    {
        var buckets = distribution.Histogram.Buckets.ToArray();
        Put(output, (ulong)buckets.Length);
        if (buckets.Length == 0)
            return;
        var moments = distribution.Moments;
        foreach (
            var number in (ReadOnlySpan<double>)
                [moments.Mean, moments.Min, moments.Max, moments.StandardDeviation ?? double.NaN]
        )
        {
            BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), number);
            output.Advance(sizeof(double));
        }

        var before = LogBuckets.Lowest;
        foreach (var (bucket, count) in buckets)
        {
            Put(output, (ulong)(bucket - before));
            Put(output, (ulong)count);
            before = bucket;
        }
    }

    private static void Merge(ref ReadOnlySpan<byte> rest, Distribution into)
    {
        var length = Count(ref rest);
        if (length == 0)
            return;
        if (length > LogBuckets.Highest - LogBuckets.Lowest + 1)
            throw new InvalidDataException("A rollup with more buckets than there are.");
        var (mean, min, max, deviation) = (Number(ref rest), Number(ref rest), Number(ref rest), Number(ref rest));
        var histogram = into.Histogram;
        var (bucket, total, place) = ((long)LogBuckets.Lowest, 0L, 0);
        for (var i = 0; i < length; i++)
        {
            bucket += CountAt(rest, ref place);
            if (bucket > LogBuckets.Highest)
                throw new InvalidDataException("A rollup with a bucket that does not exist.");
            var count = CountAt(rest, ref place);
            histogram.Add((int)bucket, count);
            total += count;
        }

        rest = rest[place..];
        into.Merge([], Moments.Of(total, mean, min, max, double.IsNaN(deviation) ? null : deviation));
    }

    private static void Put(ArrayBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    private static long Count(ref ReadOnlySpan<byte> rest)
    {
        var place = 0;
        var count = CountAt(rest, ref place);
        rest = rest[place..];
        return count;
    }

    /// <summary>Most distances and counts have one byte.</summary>
    private static long CountAt(ReadOnlySpan<byte> bytes, ref int place) =>
        (uint)place < (uint)bytes.Length && bytes[place] < 0x80 ? bytes[place++] : LongCountAt(bytes, ref place);

    private static long LongCountAt(ReadOnlySpan<byte> bytes, ref int place)
    {
        var value = 0UL;
        for (var i = 0; place + i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[place + i] & 0x7F) << (7 * i);
            if (bytes[place + i] >= 0x80)
                continue;
            place += i + 1;
            return value <= long.MaxValue ? (long)value : throw new InvalidDataException("A count beyond all bounds.");
        }

        throw new InvalidDataException("A rollup that was cut off.");
    }

    private static double Number(ref ReadOnlySpan<byte> rest)
    {
        if (!BinaryPrimitives.TryReadDoubleLittleEndian(rest, out var value))
            throw new InvalidDataException("A rollup that was cut off.");
        rest = rest[sizeof(double)..];
        return value;
    }
}
