using Weir.Transport.Impairment;

namespace Weir.Cli.Probing.SelfTest;

/// <summary>
/// <c>weir probe --selftest</c>: sessions through paths whose delay, loss, copies and order are known. Each path has one fault
/// only, so that the relay's counts are the truth of the probe's.
/// </summary>
internal static class SelfTestRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan DelayUp = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan DelayDown = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(4);

    /// <summary>What waking up the relay and the reflector adds.</summary>
    private static readonly TimeSpan DelayTolerance = TimeSpan.FromMilliseconds(0.2);

    private const double JitterTolerance = 0.1;
    private const int Packets = 1000;

    public static async Task<IReadOnlyList<SelfTestCheck>> RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var path = new SelfTestPath(time);
        // What counts may share the machine; what takes times has it alone.
        var counts = await Task.WhenAll(
            LossAsync(path, cancellation),
            CopiesAsync(path, cancellation),
            OrderAsync(path, cancellation)
        );
        return
        [
            .. counts.SelectMany(checks => checks),
            .. await DelayAsync(path, cancellation),
            .. await JitterAsync(path, cancellation),
        ];
    }

    private static async Task<SelfTestCheck[]> LossAsync(SelfTestPath path, CancellationToken cancellation)
    {
        var up = new ImpairmentOptions { Loss = 0.03 };
        var down = new ImpairmentOptions { Loss = 0.02 };
        var (record, truth) = await path.ProbeAsync(up, down, Packets, Interval, cancellation);
        return
        [
            SelfTestCheck.Count("lost", truth.Up.Lost + truth.Down.Lost, record.Lost),
            SelfTestCheck.Count("lost_forward", truth.Up.Lost, record.LostForward),
            SelfTestCheck.Count("lost_backward", truth.Down.Lost, record.LostBackward),
        ];
    }

    private static async Task<SelfTestCheck[]> CopiesAsync(SelfTestPath path, CancellationToken cancellation)
    {
        var both = new ImpairmentOptions { Duplicate = 0.02 };
        var (record, truth) = await path.ProbeAsync(both, both, Packets, Interval, cancellation);
        // A copy made on the way there is answered, and its answer may be doubled on the way back.
        return [SelfTestCheck.Count("duplicates", truth.Up.Duplicated + truth.Down.Duplicated, record.Duplicates)];
    }

    private static async Task<SelfTestCheck[]> OrderAsync(SelfTestPath path, CancellationToken cancellation)
    {
        var down = new ImpairmentOptions { Reorder = 0.03 };
        var (record, truth) = await path.ProbeAsync(ImpairmentOptions.None, down, Packets, Interval, cancellation);
        return [SelfTestCheck.Count("reordered", truth.Down.Reordered, record.Reordered)];
    }

    private static async Task<SelfTestCheck[]> DelayAsync(SelfTestPath path, CancellationToken cancellation)
    {
        var up = new ImpairmentOptions { Delay = DelayUp };
        var down = new ImpairmentOptions { Delay = DelayDown };
        var (record, _) = await path.ProbeAsync(up, down, Packets, Interval, cancellation);
        return [SelfTestCheck.Time("rtt_p50", DelayUp + DelayDown, record.Rtt?.P50, DelayTolerance)];
    }

    /// <summary>
    /// Delays that are even likely from d − a to d + a differ from each other by 2a/3 on average: the mean of RFC 3393. The
    /// smoothed jitter of RFC 3550 has the same mean, but forgets all but its last packets; its truth is what the relay did
    /// to these.
    /// </summary>
    private static async Task<SelfTestCheck[]> JitterAsync(SelfTestPath path, CancellationToken cancellation)
    {
        var up = new ImpairmentOptions
        {
            Delay = DelayUp,
            DelayJitter = Jitter,
            JitterDistribution = JitterDistribution.Uniform,
        };
        // Packets are further apart than their delays, so that none overtakes another.
        var (record, _) = await path.ProbeAsync(
            up,
            ImpairmentOptions.None,
            Packets,
            2 * Jitter + Interval,
            cancellation
        );
        var mean = 2 * Jitter / 3;
        var smoothed = Smoothed([.. SelfTestPath.DelaysOf(up, Packets)]);
        return
        [
            SelfTestCheck.Time("ipdv_mean", mean, record.Ipdv?.Mean, mean * JitterTolerance),
            SelfTestCheck.Time("jitter", smoothed, record.Jitter?.TotalSeconds, smoothed * JitterTolerance),
        ];
    }

    /// <summary>RFC 3550 section 6.4.1, not by the code that is put to the test.</summary>
    private static TimeSpan Smoothed(TimeSpan[] delays)
    {
        var jitter = TimeSpan.Zero;
        for (var i = 1; i < delays.Length; i++)
            jitter += ((delays[i] - delays[i - 1]).Duration() - jitter) / 16;
        return jitter;
    }
}
