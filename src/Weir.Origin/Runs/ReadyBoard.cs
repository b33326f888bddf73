namespace Weir.Origin.Runs;

/// <summary>Who is there: the names of the clients at one moment.</summary>
/// <param name="Ready">Those that are held for the round that is gathering, in the order in which they came.</param>
/// <param name="AtWork">Those of the round before that are still at it.</param>
public sealed record ReadyBoard(IReadOnlyList<string> Ready, IReadOnlyList<string> AtWork);
