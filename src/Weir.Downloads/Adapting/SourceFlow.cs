namespace Weir.Downloads.Adapting;

/// <summary>What is seen of one source at one moment.</summary>
/// <param name="Bytes">Body bytes taken from its connections since the start.</param>
/// <param name="Working">Connections that have work.</param>
/// <param name="MayGrow">It serves ranges, is neither held nor stalled, and its server has refused no connection.</param>
/// <param name="RoundTrip">How long a connection takes to be made; zero when not known.</param>
internal readonly record struct SourceFlow(long Bytes, int Working, bool MayGrow, TimeSpan RoundTrip);

/// <summary>What is seen of the whole download at one moment.</summary>
/// <param name="Left">Bytes that are still to come.</param>
/// <param name="Limit">The user's limit in bytes per second.</param>
internal readonly record struct WholeFlow(long Left, double? Limit);
