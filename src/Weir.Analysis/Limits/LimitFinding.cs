namespace Weir.Analysis.Limits;

/// <summary>Who held the transfers to one client back, with the numbers that say so.</summary>
/// <param name="Connections">With facts of the kernel; others tell nothing.</param>
/// <param name="ReceiverShare">Of the busy time, with a full window of the receiver; null without busy time.</param>
/// <param name="SendBufferShare">Of the busy time, with a full send buffer.</param>
/// <param name="IdleShare">Of the time of the answers, with nothing on its way.</param>
/// <param name="RttMin">The smallest of all connections.</param>
public sealed record LimitFinding(
    string Client,
    Limit Verdict,
    int Connections,
    long Bytes,
    double? ReceiverShare,
    double? SendBufferShare,
    double? IdleShare,
    long? Retransmits,
    TimeSpan? RttMin
);
