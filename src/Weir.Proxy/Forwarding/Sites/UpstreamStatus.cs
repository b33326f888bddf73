namespace Weir.Proxy.Forwarding.Sites;

/// <summary>A server of a site as it is now.</summary>
/// <param name="IsUp">Its last request or check had an answer, or there was none yet.</param>
/// <param name="Reason">Why it is down, as a clause; null when it is up.</param>
/// <param name="Busy">Requests that are at it now.</param>
/// <param name="Answers">Requests and checks that it answered.</param>
/// <param name="Failures">Those that it did not answer.</param>
public sealed record UpstreamStatus(
    UpstreamAddress Address,
    bool IsUp,
    string? Reason,
    int Busy,
    long Answers,
    long Failures
);
