using Weir.Analysis.Observations;

namespace Weir.Collector.Ingest;

/// <summary>A record that is right: the fields that the store needs, and all of it as it came.</summary>
/// <param name="Id">The same record sent again has the same.</param>
/// <param name="Kind">Its <c>type</c>.</param>
/// <param name="Body">The whole line: one JSON object in UTF-8.</param>
/// <param name="Observation">What it says to the statistics.</param>
public sealed record Envelope(
    string Id,
    string Kind,
    string Outcome,
    ReadOnlyMemory<byte> Body,
    Observation Observation
)
{
    public string Agent => Observation.Agent;

    public string Target => Observation.Target;

    public DateTimeOffset At => Observation.At;
}
