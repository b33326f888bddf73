using System.Text;
using Weir.Analysis.Observations;
using Weir.Collector.Ingest;
using Weir.Measurements.Csv;

namespace Weir.Collector.Reading;

/// <summary>Reads measurements from files: NDJSON of the records, or CSV. Which of these a file is, its first character tells.</summary>
/// <remarks>
/// A record whose id came before is the same record. Lines that are no measurement, as progress events of a download, are
/// counted and passed over.
/// </remarks>
public sealed class RecordFile
{
    private const int LongestLine = 4 << 20;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Records that were read.</summary>
    public long Taken { get; private set; }

    /// <summary>Records that had been read before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Lines that are no measurement.</summary>
    public long Skipped { get; private set; }

    /// <summary>Why the first of these is none, with its place; null without any.</summary>
    public string? FirstProblem { get; private set; }

    /// <summary>The measurements of this text.</summary>
    /// <param name="name">What it is called where a problem is told.</param>
    /// <exception cref="FormatException">It is CSV that cannot be read.</exception>
    public IEnumerable<Observation> Read(TextReader text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        while (text.Peek() is '\uFEFF' or '\r' or '\n' or ' ')
            _ = text.Read();
        return text.Peek() is '{' or < 0 ? ReadLines(text, name) : ReadTable(text, name);
    }

    private IEnumerable<Observation> ReadLines(TextReader text, string name)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (line.Length > LongestLine)
                Skip(name, number, "it is too long");
            else if (!EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(line), out var envelope, out var reason))
                Skip(name, number, reason);
            else if (IsNew(envelope.Id))
                yield return envelope.Observation;
        }
    }

    private IEnumerable<Observation> ReadTable(TextReader text, string name)
    {
        var reader = new CsvReader(text);
        var head = reader.Read() ?? [];
        var table =
            ObservationCsv.Of(head, out var problem)
            ?? throw new FormatException($"{name} is neither records as NDJSON nor a table of them: {problem}");
        while (reader.Read() is { } fields)
        {
            if (table.Read(fields, out var reason) is not { } observation)
                Skip(name, reader.Line, reason!);
            else if (table.IdOf(fields) is not { } id || IsNew(id))
            {
                Taken += table.IdOf(fields) is null ? 1 : 0;
                yield return observation;
            }
        }
    }

    private bool IsNew(string id)
    {
        var isNew = _seen.Add(id);
        Taken += isNew ? 1 : 0;
        Duplicates += isNew ? 0 : 1;
        return isNew;
    }

    private void Skip(string name, int line, string reason)
    {
        Skipped++;
        FirstProblem ??= $"{name}, line {line}: {reason}";
    }
}
