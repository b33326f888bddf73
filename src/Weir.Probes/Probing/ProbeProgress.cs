namespace Weir.Probes.Probing;

/// <summary>How far a running session is.</summary>
/// <param name="LastRtt">Null before the first reply.</param>
public readonly record struct ProbeProgress(int Sent, long Received, TimeSpan? LastRtt)
{
    /// <summary>Of sessions that run together.</summary>
    internal static ProbeProgress Of(ReadOnlySpan<ProbeProgress> sessions)
    {
        var all = default(ProbeProgress);
        foreach (var one in sessions)
            all = new ProbeProgress(all.Sent + one.Sent, all.Received + one.Received, one.LastRtt);
        return all;
    }
}
