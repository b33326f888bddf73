namespace Weir.Cli.Probing;

/// <summary>What each number of a probe means, in a line each, for the help.</summary>
internal static class ProbeTerms
{
    public static IReadOnlyList<(string Name, string Meaning)> All { get; } =
    [
        ("round trip", "From sending to the reply's arrival, without the time at the reflector: (T4-T1)-(T3-T2)"),
        ("forward", "Delay to the reflector; above the session's smallest unless both clocks are synchronized"),
        ("backward", "Delay back from it, likewise"),
        ("lost", "Not answered within 3 s, or 4 x p99 of the round trip when that is more (RFC 7680)"),
        ("order", "Replies that came behind a later packet's (RFC 4737); second replies to one packet (RFC 5560)"),
        ("jitter", "Smoothed difference between one packet's delay and the next one's (RFC 3550, 6.4.1)"),
        ("throughput", "UDP payload of the replies, from the first one's arrival to the last one's"),
        ("p50 p95 p99", "So many percent were at most this; from 2, 20 and 100 replies on"),
    ];
}
