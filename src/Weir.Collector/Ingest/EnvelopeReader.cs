using System.Diagnostics.CodeAnalysis;
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

    /// <summary>A target is often a URL.</summary>
    private const int LongestName = 2048;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

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
            using var document = JsonDocument.Parse(line, Options);
            envelope = Read(document.RootElement, line, out reason);
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

    private static Envelope? Read(JsonElement record, ReadOnlyMemory<byte> line, out string? reason)
    {
        if (record.ValueKind is not JsonValueKind.Object)
        {
            reason = "the line is not a JSON object";
            return null;
        }

        var kind = Text(record, "type", LongestType, out reason);
        var id = reason is null ? Text(record, "id", LongestId, out reason) : null;
        var time = reason is null ? Text(record, "started_at", LongestId, out reason) : null;
        var agent = reason is null ? Text(record, "agent", LongestName, out reason) : null;
        var target = reason is null ? Text(record, "target", LongestName, out reason) : null;
        var outcome = reason is null && kind != "run" ? Text(record, "outcome", LongestType, out reason) : "ok";
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

    private static string? Text(JsonElement record, string name, int longest, out string? reason)
    {
        reason = null;
        if (!record.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            reason = $"{name} is missing";
            return null;
        }

        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        if (text.Length > 0 && text.Length <= longest && !text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return text;
        reason = $"{name} is not a text of 1 to {longest} characters";
        return null;
    }
}
