namespace Weir.Cli.Requesting;

/// <summary>What one request came to.</summary>
internal sealed record RequestOutcome(DateTimeOffset StartedAt)
{
    /// <summary>Null without an answer.</summary>
    public int? Status { get; init; }

    /// <summary>The field as it came, several lines of it joined; null when there is none.</summary>
    public string? CacheStatus { get; init; }

    /// <summary>Bytes of the body that came.</summary>
    public long Bytes { get; init; }

    /// <summary>Until the connection stood; null when it never did.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>From the request to the head of its answer.</summary>
    public TimeSpan? Response { get; init; }

    /// <summary>From the request to the last byte of its answer; null when that did not come.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why there is no whole answer, as a clause; null when there is.</summary>
    public string? Error { get; init; }

    public CacheVerdict? Verdict => CacheVerdict.Of(CacheStatus);
}
