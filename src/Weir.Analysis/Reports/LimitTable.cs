using System.Globalization;
using Weir.Analysis.Limits;

namespace Weir.Analysis.Reports;

/// <summary>Who held transfers back, as a table and in words. Pure.</summary>
internal static class LimitTable
{
    /// <summary>Null when no server told.</summary>
    public static ReportTable? Of(IReadOnlyList<LimitFinding> limits) =>
        limits.Count == 0
            ? null
            : new ReportTable(
                "Who held the transfers back, as the server's kernel saw it",
                [
                    "client",
                    "limited by",
                    "connections",
                    "receiver's window full",
                    "send buffer full",
                    "nothing to send",
                    "retransmits",
                    "smallest RTT",
                ],
                [
                    .. limits.Select(limit =>
                        (IReadOnlyList<string>)
                            [
                                limit.Client,
                                Name(limit.Verdict),
                                ReportWords.Count(limit.Connections),
                                Share(limit.ReceiverShare),
                                Share(limit.SendBufferShare),
                                Share(limit.IdleShare),
                                limit.Retransmits is { } count ? ReportWords.Count(count) : "–",
                                ReportWords.Seconds(limit.RttMin?.TotalSeconds),
                            ]
                    ),
                ]
            )
            {
                Words = ["limited by"],
            };

    public static string Name(Limit limit) =>
        limit switch
        {
            Limit.Receiver => "receiver",
            Limit.Sender => "sender",
            Limit.Network => "network",
            _ => "unknown",
        };

    private static string Share(double? share) => share?.ToString("0 %", CultureInfo.InvariantCulture) ?? "–";
}
