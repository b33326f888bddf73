using System.Text.Json.Serialization;
using Weir.Measurements.Json;

namespace Weir.Measurements.Histograms;

/// <summary>How many values fell into one of the <see cref="LogBuckets"/>. In JSON <c>[bucket,count]</c>.</summary>
/// <param name="Bucket">The bucket's index.</param>
/// <param name="Count">At least 1.</param>
[JsonConverter(typeof(HistogramBucketConverter))]
public readonly record struct HistogramBucket(int Bucket, long Count);
