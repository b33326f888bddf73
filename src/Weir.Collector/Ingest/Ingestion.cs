using System.IO.Pipelines;
using Weir.Collector.Storage;

namespace Weir.Collector.Ingest;

/// <summary>Takes the records of one request into the store.</summary>
/// <param name="stored">Told of each batch once it is durable.</param>
public sealed class Ingestion(
    IMeasurementStore store,
    IngestLimits limits,
    TimeProvider time,
    Action<IReadOnlyList<Envelope>>? stored = null
)
{
    /// <summary>Records per transaction: one fsync each, and bounded memory.</summary>
    private const int Batch = 1000;

    /// <summary>Bytes of the records of one transaction: many senders at once may bring the longest lines that there are.</summary>
    private const int BatchBytes = 1 << 20;

    /// <summary>Bytes that are asked for at once.</summary>
    private const int Buffer = 64 * 1024;

    // 1. Undo gzip, piece by piece, under a bound on what comes out.
    // 2. Split into lines; an empty one is nothing, one that is too long is rejected and the next one begins behind it.
    // 3. Check each line by itself: one bad line does not spoil its neighbours.
    // 4. Store batches; the store counts those that it has already as duplicates.
    // 5. Answer once all of it is durable. When anything fails before, what was stored stays and is a duplicate next time.
    public async Task<IngestResult> TakeAsync(Stream body, bool isGzip, CancellationToken cancellation)
    {
        using var gzip = isGzip ? new GzipBody(body) : null;
        var reader = PipeReader.Create(
            gzip?.Inflated ?? body,
            new StreamPipeReaderOptions(bufferSize: Buffer, leaveOpen: true)
        );
        try
        {
            var lines = new LineSplitter(reader, limits);
            var result = await TakeLinesAsync(lines, cancellation);
            return result is IngestResult.Done && gzip?.IsWhole(lines.Taken) == false
                ? new IngestResult.Damaged()
                : result;
        }
        catch (InvalidDataException) when (isGzip)
        {
            return new IngestResult.Damaged();
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task<IngestResult> TakeLinesAsync(LineSplitter lines, CancellationToken cancellation)
    {
        var rejected = new List<Rejection>();
        var batch = new List<Envelope>();
        var numbers = new List<int>();
        var (accepted, duplicates, bytes) = (0, 0, 0);
        for (var isOver = false; !isOver; )
        {
            var line = await lines.NextAsync(cancellation);
            if (lines.IsTooLarge)
                return new IngestResult.TooLarge();
            isOver = line is null;
            if (line is not null && Sort(line, numbers, rejected) is { } envelope)
            {
                batch.Add(envelope);
                bytes += envelope.Body.Length;
            }

            if (batch.Count < Batch && bytes < BatchBytes && !(isOver && batch.Count > 0))
                continue;
            var result = await store.AddAsync(batch, cancellation);
            if (result.Fault is { } fault)
                return new IngestResult.NotStored(fault);
            stored?.Invoke(batch);
            accepted += result.Accepted;
            duplicates += result.Duplicates;
            rejected.AddRange(
                result.Refused.Select(place => new Rejection(
                    numbers[place],
                    "this agent has as many targets as one may have; give targets fewer names with --target"
                ))
            );
            batch.Clear();
            numbers.Clear();
            bytes = 0;
        }

        rejected.Sort((one, other) => one.Line.CompareTo(other.Line));
        return new IngestResult.Done(new IngestAnswer(accepted, duplicates, rejected));
    }

    /// <summary>Null for an empty line and for one that is rejected.</summary>
    private Envelope? Sort(Line line, List<int> numbers, List<Rejection> rejected)
    {
        if (line.Bytes.IsEmpty && !line.IsTooLong)
            return null;
        Envelope? envelope = null;
        string? reason = null;
        if (line.IsTooLong)
            reason = $"the line is longer than {limits.Line}";
        else if (
            EnvelopeReader.TryRead(line.Bytes, out envelope, out reason)
            && limits.Retention is { } kept
            && envelope.At < time.GetUtcNow() - kept
        )
            reason = "started_at is longer ago than records are kept here";
        if (reason is not null)
        {
            rejected.Add(new Rejection(line.Number, reason));
            return null;
        }

        numbers.Add(line.Number);
        return envelope;
    }
}
