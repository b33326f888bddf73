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
    public static IReadOnlyList<LimitFinding> Of(IEnumerable<AnswerFacts> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return
        [
            .. answers
                .GroupBy(answer => answer.Client, StringComparer.Ordinal)
                .Select(client => Judge(client.Key, [.. client]))
                .OrderByDescending(finding => finding.Bytes)
                .ThenBy(finding => finding.Client, StringComparer.Ordinal),
        ];
    }

    private static LimitFinding Judge(string client, AnswerFacts[] answers)
    {
        // The kernel counts for a connection, whatever the number of answers over it: the last of them has it all.
        var connections = answers
            .Where(answer => answer.Busy is not null)
            .GroupBy(answer => answer.Connection, StringComparer.Ordinal)
            .Select(connection => connection.MaxBy(answer => answer.Busy)!)
            .ToList();
        var told = connections.Select(connection => connection.Connection).ToHashSet(StringComparer.Ordinal);
        var busy = connections.Sum(connection => connection.Busy!.Value.TotalSeconds);
        var took = answers.Where(a => told.Contains(a.Connection)).Sum(a => a.Duration.TotalSeconds);
        double? Share(Func<AnswerFacts, TimeSpan?> part) =>
            busy > 0 ? Math.Min(1, connections.Sum(c => part(c)?.TotalSeconds ?? 0) / busy) : null;
        var (receiver, buffer) = (Share(c => c.ReceiverLimited), Share(c => c.SendBufferLimited));
        var idle = took > 0 && connections.Count > 0 ? Math.Max(0, 1 - (busy / took)) : (double?)null;
        var isKnown = TimeSpan.FromSeconds(Math.Max(busy, idle >= MostlyIdle ? took : 0)) >= LeastBusy;
        return new LimitFinding(
            client,
            isKnown ? Verdict(receiver ?? 0, buffer ?? 0, idle ?? 0) : Limit.Unknown,
            connections.Count,
            answers.Sum(answer => answer.Bytes),
            receiver,
            buffer,
            idle,
            connections.All(connection => connection.Retransmits is null)
                ? null
                : connections.Sum(connection => connection.Retransmits ?? 0),
            connections.Min(connection => connection.RttMin)
        );
    }

    private static Limit Verdict(double receiver, double buffer, double idle) =>
        idle >= MostlyIdle ? Limit.Sender
        : Math.Max(receiver, buffer) < Much ? Limit.Network
        : receiver >= buffer ? Limit.Receiver
        : Limit.Sender;
}
