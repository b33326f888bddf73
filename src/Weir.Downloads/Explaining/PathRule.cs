using System.Globalization;
using Weir.Measurements.Records;

namespace Weir.Downloads.Explaining;

/// <summary>What held a source back, as far as this end of the connection can tell.</summary>
internal enum PathVerdict
{
    Unknown,
    ServerLimited,
    PathLossy,
    ReceiverLimited,
}

/// <summary>What is known of the way from a source.</summary>
/// <param name="Tcp">The kernel's facts about one of its connections.</param>
/// <param name="TcpBytes">Body bytes of that connection.</param>
/// <param name="Rate">Of one connection, in bytes per second.</param>
/// <param name="HeldBack">The part of the time, 0 to 1, in which the connections waited for this side.</param>
internal readonly record struct PathFacts(TcpRecord? Tcp, long TcpBytes, double Rate, double HeldBack);

/// <summary>
/// Says what held a source back, in this order:
/// <list type="number">
/// <item><b>Receiver limited</b>: for half of the time and more the connections waited for the user's limit or the disk.</item>
/// <item><b>Path lossy</b>: of a hundred thousand segments at least 100, and 10 in all, came out of order. A receiver sees
/// a lost segment as later ones that come before it (RFC 5681 section 3.2, RFC 4737); with a loss of 10⁻³ TCP carries at
/// most 1.22 · MSS / (RTT · √0.001) ≈ 39 segments a round trip (Mathis, Semke, Mahdavi, Ott 1997).</item>
/// <item><b>Server limited</b>: less than the initial window of ten segments (RFC 6928) was on its way in a round trip,
/// <c>rate · rtt_min &lt; 14,600 bytes</c>. Neither a window nor a queue on the path holds back so little.</item>
/// <item><b>Unknown</b>: nothing of this. The sender's side, its retransmits and its delivery rate, would tell more.</item>
/// </list>
/// </summary>
internal static class PathRule
{
    private const double MuchHeldBack = 0.5;
    private const int Segment = 1460;
    private const int InitialWindow = 10 * Segment;
    private const double Lossy = 1e-3;
    private const int LeastOutOfOrder = 10;

    public static (PathVerdict Verdict, string Why) Judge(PathFacts facts)
    {
        if (facts.HeldBack >= MuchHeldBack)
            return (
                PathVerdict.ReceiverLimited,
                Text($"it waited for this side {facts.HeldBack * 100:0} % of the time")
            );
        if (facts.Tcp is not { } tcp || facts.Rate <= 0)
            return (PathVerdict.Unknown, "the kernel told nothing of its connections");
        var segments = Math.Max(1, facts.TcpBytes / Segment);
        if (tcp.OutOfOrder is { } disordered && disordered >= LeastOutOfOrder && disordered >= segments * Lossy)
            return (PathVerdict.PathLossy, Text($"{disordered} of about {segments} segments came out of order"));
        if ((tcp.RttMin ?? tcp.Rtt) is not { } rtt)
            return (PathVerdict.Unknown, "no round trip was measured");
        var underway = facts.Rate * rtt.TotalSeconds;
        return underway < InitialWindow
            ? (PathVerdict.ServerLimited, $"{Bytes(underway)} were on their way in a round trip of {Milliseconds(rtt)}")
            : (PathVerdict.Unknown, $"{Bytes(underway)} were on their way in a round trip of {Milliseconds(rtt)}");
    }

    public static string Name(PathVerdict verdict) =>
        verdict switch
        {
            PathVerdict.ServerLimited => "server limited",
            PathVerdict.PathLossy => "path lossy",
            PathVerdict.ReceiverLimited => "receiver limited",
            _ => "unknown",
        };

    private static string Bytes(double count) =>
        count < 1000 ? Text($"{count:0} bytes")
        : count < InitialWindow ? Text($"{count / 1000:0.0} kB")
        : Text($"{count / 1000:0} kB");

    private static string Milliseconds(TimeSpan time) => Text($"{time.TotalMilliseconds:0.###} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
