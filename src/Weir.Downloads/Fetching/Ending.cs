using Weir.Downloads.Sources;

namespace Weir.Downloads.Fetching;

/// <summary>How a segment ended for the worker.</summary>
internal readonly record struct Ending(Failure? Failure, bool IgnoredRange)
{
    public static Ending Finished => default;

    public static Ending Failed(Failure failure) => new(failure, false);
}
