namespace Weir.Cli.Probing;

/// <summary>What each number of a probe means, in a line each, for the help.</summary>
internal static class ProbeTerms
{
    public static IReadOnlyList<(string Name, string Meaning)> All { get; } =
    [
        ("round trip", "From sending to the reply's arrival, without the time at the reflector: (T4-T1)-(T3-T2)"),
        ("first byte", "Of http(s): connection, TLS and answer until its first byte; of tcp: the connection"),
        ("forward", "Delay to the reflector; above the session's smallest unless both clocks are synchronized"),
        ("backward", "Delay back from it, likewise; the skew between the clocks is taken out"),
        (
            "variation",
            "Difference of the round trips of neighbours (IPDV, RFC 3393); pdv_s: above the smallest (RFC 5481)"
        ),
        ("lost", "Not answered within 3 s, or 4 x p99 of the round trip when that is more (RFC 7680)"),
        ("late", "Answered after that; it is among the lost, and not lost twice"),
        ("0 lost", "Of n packets: the loss ratio is below 3/n with 95 % confidence"),
        ("loss runs", "Packets lost one after the other (RFC 3357)"),
        ("order", "Replies that came behind a later packet's, by how many (RFC 4737); copies (RFC 5560)"),
        ("jitter", "Smoothed difference between one packet's delay and the next one's (RFC 3550, 6.4.1)"),
        ("throughput", "UDP payload of the replies, from the first one's arrival to the last one's"),
        ("sent late", "Packets that left after the date of the next one; dates are t0 + k x interval"),
        ("p50 p95 p99", "So many percent were at most this; from 2, 59 and 299 replies on"),
        ("under load", "Median round trip less the idle one; grade A+ < 5, A < 30, B < 60, C < 200, D < 400 ms, F"),
        ("buffer delay", "(mean under load - smallest idle) / smallest idle (RFC 6349, 4.4)"),
    ];
}
