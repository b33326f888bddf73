using System.Text.Json.Serialization;
using Weir.Measurements.Json;

namespace Weir.Measurements.Records;

/// <summary>A stretch of a file; both ends belong to it, as in HTTP. In JSON <c>[from,to]</c>.</summary>
/// <param name="From">Offset of the first byte.</param>
/// <param name="To">Offset of the last byte.</param>
[JsonConverter(typeof(InclusiveRangeConverter))]
public readonly record struct InclusiveRange(long From, long To);
