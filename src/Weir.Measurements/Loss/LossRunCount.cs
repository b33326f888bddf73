using System.Text.Json.Serialization;
using Weir.Measurements.Json;

namespace Weir.Measurements.Loss;

/// <summary>How many runs of losses have one length. In JSON <c>[length,count]</c>.</summary>
/// <param name="Length">Packets, at least 1.</param>
/// <param name="Count">At least 1.</param>
[JsonConverter(typeof(LossRunCountConverter))]
public readonly record struct LossRunCount(long Length, long Count);
