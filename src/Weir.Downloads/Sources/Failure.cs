namespace Weir.Downloads.Sources;

/// <summary>Why a source did not do what was asked, as a value.</summary>
/// <param name="Reason">A clause for people: <c>connection refused</c>, <c>404 Not Found</c>.</param>
/// <param name="RetryAfter">How long the source asked to be left alone.</param>
/// <param name="Status">The status of the answer that said no.</param>
internal readonly record struct Failure(
    FailureKind Kind,
    string Reason,
    TimeSpan? RetryAfter = null,
    int? Status = null
)
{
    /// <summary>
    /// What a server does to one connection too many: 403, 429 or 503, a reset, or no connection at all.
    /// </summary>
    public bool MayMeanTooMany => Status is 403 or 429 or 503 || Kind is FailureKind.Broken or FailureKind.Unreachable;

    /// <summary>Trying again will not help.</summary>
    public bool IsPermanent => Kind is FailureKind.Refused or FailureKind.Unusable;
}

internal enum FailureKind
{
    /// <summary>No connection: refused, no route, unknown name.</summary>
    Unreachable,

    /// <summary>Nothing came in time.</summary>
    TimedOut,

    /// <summary>The connection broke, or ended before its message did.</summary>
    Broken,

    /// <summary>The server is there but busy: 408, 429, 5xx.</summary>
    Busy,

    /// <summary>The server said no: 401, 403, 404, 410 and the like.</summary>
    Refused,

    /// <summary>The answer was malformed, or not what was asked for.</summary>
    WrongAnswer,

    /// <summary>The source's file is no longer the one it began with.</summary>
    Changed,

    /// <summary>The source cannot serve this file in a way that could be used.</summary>
    Unusable,

    /// <summary>Far slower than the others.</summary>
    Slow,

    /// <summary>This side ended it; nobody's fault.</summary>
    Interrupted,
}
