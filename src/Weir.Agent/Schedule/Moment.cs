namespace Weir.Agent.Schedule;

/// <summary>Now, on both clocks.</summary>
/// <param name="Wall">What the clock on the wall says; people and time servers set it.</param>
/// <param name="Elapsed">Time since some start, which nobody can set.</param>
public readonly record struct Moment(DateTimeOffset Wall, TimeSpan Elapsed)
{
    /// <summary>What the wall showed, or will show, at another elapsed time, if nobody sets it in between.</summary>
    public DateTimeOffset WallAt(TimeSpan elapsed) => Wall - (Elapsed - elapsed);
}
