namespace Weir.Proxy.Relay.Udp;

/// <summary>
/// How much a client may be sent: a bounded multiple of what came from it until it has answered often enough, so that a
/// forged source makes of the relay no amplifier to speak of (RFC 9000 section 8.1 for QUIC). Pure.
/// </summary>
/// <remarks>
/// A relay knows nothing of what passes, so answering is to send something after each of several replies. Who forges
/// sources patiently can do so too; it bounds the harm of a relay that everybody reaches, and does not make it safe.
/// </remarks>
/// <param name="ratio">0 for no bound.</param>
internal sealed class ReplyAllowance(double ratio)
{
    /// <summary>Answers, each to another reply, that show that somebody is there.</summary>
    public const int AnswersToVerify = 3;

    private long _heard;
    private long _told;
    private int _answers;
    private bool _hasToldSince;

    public bool IsVerified => _answers >= AnswersToVerify;

    /// <summary>So many bytes have come from the client.</summary>
    public void Heard(int bytes)
    {
        _heard += bytes;
        if (!_hasToldSince)
            return;
        _answers = Math.Min(AnswersToVerify, _answers + 1);
        _hasToldSince = false;
    }

    /// <summary>Whether it may be sent so many bytes, which then count as sent.</summary>
    public bool TryTell(int bytes)
    {
        if (ratio > 0 && !IsVerified && _told + bytes > ratio * _heard)
            return false;
        _told += bytes;
        _hasToldSince = true;
        return true;
    }
}
