using Weir.Downloads.Sources;

namespace Weir.Load.Requests;

/// <summary>One client of a run of requests: one connection at a time, one request at a time.</summary>
internal interface IRequestClient : IDisposable
{
    string Name { get; }

    SourceAddress Source { get; }

    RequestTally Tally { get; }

    DateTimeOffset? StartedAt { get; }

    /// <summary>Since the start of the run.</summary>
    TimeSpan Ended { get; }

    int? LocalPort { get; }

    /// <summary>Requests so far; any thread.</summary>
    long Done { get; }
}
