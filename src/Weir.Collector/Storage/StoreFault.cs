namespace Weir.Collector.Storage;

/// <summary>Why a store did not do what it was asked for.</summary>
/// <param name="Kind">What a program decides by.</param>
/// <param name="Sentence">For a person.</param>
public sealed record StoreFault(StoreFaultKind Kind, string Sentence);
