namespace Weir.Analysis.Limits;

/// <summary>
/// Tells who held transfers back, from what the sender's kernel counts (<c>busy_time</c>, <c>rwnd_limited</c> and
/// <c>sndbuf_limited</c> of <c>tcp_info</c>). Pure.
/// </summary>
/// <remarks>
/// The receiver did when its window was full for a fifth of the busy time, the limit from which M-Lab takes a test for one
/// of the client and not of the network. The sender did when its buffer was too small for a fifth of it, or when nothing was
/// on its way for half of the time. With neither, the congestion window decided: that is the network.
/// </remarks>
public static class LimitRule
{
    public const string Version = "tcp-limits/1";

    private const double Much = 0.2;
    private const double MostlyIdle = 0.5;

    /// <summary>Below it nothing had the time to be limited.</summary>
    private static readonly TimeSpan LeastBusy = TimeSpan.FromMilliseconds(50);

    /// <summary>By client, the one with most bytes first.</summary>
    /// <remarks>Memory is bounded, however long the log is: see <see cref="LimitTally"/>.</remarks>
    public static IReadOnlyList<LimitFinding> Of(IEnumerable<AnswerFacts> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var tally = new LimitTally();
        foreach (var answer in answers)
            tally.Add(answer);
        return
        [
            .. tally
                .Clients()
                .Select(client => Judge(client.Key, client.Value))
                .OrderByDescending(finding => finding.Bytes)
                .ThenBy(finding => finding.Client, StringComparer.Ordinal),
        ];
    }

    private static LimitFinding Judge(string client, ClientTotals totals)
    {
        var (busy, took) = (totals.Busy, totals.Took);
        double? Share(double part) => busy > 0 ? Math.Min(1, part / busy) : null;
        var (receiver, buffer) = (Share(totals.ReceiverLimited), Share(totals.SendBufferLimited));
        var idle = took > 0 && totals.Connections > 0 ? Math.Max(0, 1 - (busy / took)) : (double?)null;
        var isKnown = TimeSpan.FromSeconds(Math.Max(busy, idle >= MostlyIdle ? took : 0)) >= LeastBusy;
        return new LimitFinding(
            client,
            isKnown ? Verdict(receiver ?? 0, buffer ?? 0, idle ?? 0) : Limit.Unknown,
            totals.Connections,
            totals.Bytes,
            receiver,
            buffer,
            idle,
            totals.Retransmits,
            totals.RttMin
        );
    }

    private static Limit Verdict(double receiver, double buffer, double idle) =>
        idle >= MostlyIdle ? Limit.Sender
        : Math.Max(receiver, buffer) < Much ? Limit.Network
        : receiver >= buffer ? Limit.Receiver
        : Limit.Sender;
}
