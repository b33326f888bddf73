using Weir.Analysis.Runs;

namespace Weir.Origin.Runs;

/// <summary>Something that happened to the runs of an origin.</summary>
public abstract record RunNews
{
    private RunNews() { }

    /// <summary>A client came, or went before its round began.</summary>
    public sealed record Waiting(RunStatus Status) : RunNews;

    /// <summary>A round began: its clients were let go together.</summary>
    public sealed record Released(string RunId, int Round, int Clients) : RunNews;

    /// <summary>A round is over; told again when a receipt comes late, under the same id.</summary>
    public sealed record Finished(RunOutcome Outcome) : RunNews;
}
