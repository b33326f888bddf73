using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Weir.Analysis.Observations;
using Weir.Analysis.Periods;

namespace Weir.Collector.Ingest;

/// <summary>Checks one line of a request. Pure.</summary>
/// <remarks>
/// Required are type, id, started_at, agent, target and outcome; a run has no outcome of its own. Any other field may be
/// absent or null, unknown fields and types are kept as they are.
/// </remarks>
public static class EnvelopeReader
{
    private const int LongestId = 128;
    private const int LongestType = 32;

    /// <summary>A target is often a URL. PostgreSQL can index no text of more than some 2,700 bytes.</summary>
    private const int LongestName = 2048;

    private const int Deepest = 32;

    /// <summary>Of types and outcomes: one text for all records.</summary>
    private static readonly string[] Usual = ["transfer", "ok", "probe", "failed", "cancelled", "overrun", "corrupt"];

    /// <param name="line">Without its line end; the envelope keeps it.</param>
    /// <param name="envelope">Null when the line is rejected.</param>
    /// <param name="reason">A sentence for the sender, when the line is rejected.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> line,
        [NotNullWhen(true)] out Envelope? envelope,
        [NotNullWhen(false)] out string? reason
    )
    {
        envelope = null;
        if (!Utf8.IsValid(line.Span))
        {
            reason = "the line is not UTF-8";
            return false;
        }

        try
        {
            if (RecordFields.TryRead(line.Span, Deepest, out var fields))
                envelope = Read(fields, line, out reason);
            else
                reason = "the line is not a JSON object";
            return envelope is not null;
        }
        catch (JsonException)
        {
            reason = "the line is not JSON";
            return false;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, as "\ud800", is JSON but no text.
            reason = "a text in the line is not Unicode";
            return false;
        }
    }

    private static Envelope? Read(in RecordFields record, ReadOnlyMemory<byte> line, out string? reason)
    {
        var kind = Text(record, RecordField.Type, LongestType, out reason);
        var id = reason is null ? Text(record, RecordField.Id, LongestId, out reason) : null;
        var time = reason is null ? Text(record, RecordField.StartedAt, LongestId, out reason) : null;
        var agent = reason is null ? Text(record, RecordField.Agent, LongestName, out reason) : null;
        var target = reason is null ? Text(record, RecordField.Target, LongestName, out reason) : null;
        var outcome =
            reason is null && kind != "run" ? Text(record, RecordField.Outcome, LongestType, out reason) : "ok";
        if (reason is not null)
            return null;
        if (!MomentText.TryParseRfc3339(time!, out var at) || !Observation.IsPlausible(at))
        {
            reason = "started_at is not a time as 2026-11-21T03:20:00Z";
            return null;
        }

        var about = (agent!, target!, at.ToUniversalTime());
        return ObservationReader.Read(record, kind!, outcome!, about, out reason) is { } observation
            ? new Envelope(id!, kind!, outcome!, line, observation)
            : null;
    }

    private static string? Text(in RecordFields record, RecordField field, int longest, out string? reason)
    {
        reason = null;
        var written = record[field];
        if (written.IsEmpty)
        {
            reason = $"{RecordFields.NameOf(field)} is missing";
            return null;
        }

        var text = UsualOf(written) ?? record.Text(field) ?? "";
        if (
            text.Length > 0
            && Encoding.UTF8.GetByteCount(text) <= longest
            && !text.AsSpan().ContainsAnyInRange('\0', '\u001f')
        )
            return text;
        reason = $"{RecordFields.NameOf(field)} is not a text of 1 to {longest} bytes";
        return null;
    }

    private static string? UsualOf(ReadOnlySpan<byte> written)
    {
        foreach (var text in Usual)
        {
            if (written.Length == text.Length + 2 && Ascii.Equals(written[1..^1], text))
                return text;
        }

        return null;
    }
}
