namespace Weir.Collector.Ingest;

/// <summary>One line of a request.</summary>
/// <param name="Number">From 1; empty lines count.</param>
/// <param name="Bytes">Without white space around it; an array of its own.</param>
/// <param name="IsTooLong">Then the bytes were let go.</param>
public sealed record Line(int Number, ReadOnlyMemory<byte> Bytes, bool IsTooLong);
