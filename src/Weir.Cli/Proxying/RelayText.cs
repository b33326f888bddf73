using System.Globalization;
using Weir.Measurements.Units;
using Weir.Proxy.Relay;
using Weir.Transport.Impairment;

namespace Weir.Cli.Proxying;

/// <summary>A relay as people read it. Pure.</summary>
internal static class RelayText
{
    public static string Announcement(IRelay relay) =>
        $"relaying {RelayReport.Name(relay.Protocol)} {relay.EndPoint} to {relay.Target}"
        + (relay.Impairment.IsNone ? "" : $"  ({Words(relay.Impairment)})");

    public static string Change(int number, IRelay relay) => $"relay {number} changed: {Words(relay.Impairment)}";

    /// <summary>What it did so far, on one line.</summary>
    public static string Line(int number, IRelay relay)
    {
        var status = relay.Status;
        var unit = relay.Protocol == RelayProtocol.Udp ? "" : " pieces";
        return $"relay {number}: {status.Sessions} sessions, up {Counts(status.Up)}{unit}, down {Counts(status.Down)}{unit}"
            + (status.Refused > 0 ? $", {status.Refused} refused" : "");
    }

    private static string Words(RelayImpairment impairment) =>
        impairment.IsNone ? "nothing is impaired"
        : impairment.Up == impairment.Down ? $"both ways {Words(impairment.Up)}; seed {impairment.Seed}"
        : $"up {Words(impairment.Up)}; down {Words(impairment.Down)}; seed {impairment.Seed}";

    private static string Words(ImpairmentOptions options)
    {
        var words = new List<string>();
        if (options.Delay > TimeSpan.Zero)
            words.Add($"delay {Durations.FormatDelay(options.Delay)}");
        if (options.DelayJitter > TimeSpan.Zero)
            words.Add($"jitter {Durations.FormatDelay(options.DelayJitter)}");
        Share("loss", options.Loss);
        if (options.LossBurst is { } burst)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"in bursts of {burst}"));
        Share("duplicates", options.Duplicate);
        Share("reordered", options.Reorder);
        Share("corrupted", options.Corrupt);
        if (options.Bandwidth is { } bandwidth)
        {
            var queue = options.Queue ?? QueueLimit.Default;
            var length = queue.Wait is { } wait ? Durations.Format(wait) : new ByteSize(queue.Bytes ?? 0).ToString();
            words.Add($"{bandwidth} with a queue of {length}");
        }

        return words.Count == 0 ? "nothing" : string.Join(", ", words);

        void Share(string name, double share)
        {
            if (share > 0)
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {share * 100:0.####}%"));
        }
    }

    private static string Counts(in DirectionStatus status)
    {
        var words = $"{status.Forwarded} of {status.Received}";
        Add("lost", status.Lost);
        Add("dropped", status.QueueDropped);
        Add("duplicated", status.Duplicated);
        Add("reordered", status.Reordered);
        Add("corrupted", status.Corrupted);
        Add("capped", status.Capped);
        Add("unsent", status.Unsent);
        return words;

        void Add(string name, long count) => words += count > 0 ? $" {count} {name}" : "";
    }
}
