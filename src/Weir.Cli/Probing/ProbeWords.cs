using System.Globalization;
using Weir.Measurements.Loss;
using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Probes.Probing;

namespace Weir.Cli.Probing;

/// <summary>Probes as people read them. Pure.</summary>
internal static class ProbeWords
{
    /// <summary>What stands for an unknown value.</summary>
    public const string Unknown = "–";

    public static string Delay(double? seconds) => seconds is { } known ? Durations.FormatDelay(known) : Unknown;

    public static string Delay(TimeSpan? delay) => Delay(delay?.TotalSeconds);

    public static string Percent(double ratio) =>
        (ratio * 100).ToString(ratio < 0.0995 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>42 of 100 sent, 41 answered, last round trip 45.2 µs</c>.</summary>
    public static string Progress(ProbeProgress progress, int count) =>
        $"{progress.Sent} of {count} sent, {progress.Received} answered"
        + (progress.LastRtt is { } rtt ? $", last round trip {Delay(rtt)}" : "");

    /// <summary><c>3 of 100 (3 %)</c>; that nothing was lost says only so much.</summary>
    public static string Loss(long lost, long sent) =>
        sent == 0 ? "nothing was sent"
        : lost > 0 ? $"{lost} of {sent} ({Percent((double)lost / sent)})"
        : RuleOfThree.UpperBound(sent) is { } bound ? $"0 of {sent} (below {Percent(bound)} with 95 % confidence)"
        : $"0 of {sent}";

    /// <summary>Where packets were lost, as far as it is known; empty when there is nothing to tell.</summary>
    public static string Directions(ProbeRecord record)
    {
        if (record is not { LostForward: { } forward, LostBackward: { } backward })
            return record is { Lost: > 0, Received: > 0 } ? "direction unknown, the reflector does not count" : "";
        var after = record.Lost - record.Late - forward - backward;
        return $"{forward} forward, {backward} backward"
            + (record.Late > 0 ? $", {record.Late} answered too late" : "")
            + (after > 0 ? $", {after} behind the last reply" : "");
    }

    /// <summary><c>3 runs, longest 4, mean 1.67</c>.</summary>
    public static string Runs(LossRunsRecord runs) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{runs.Count} {(runs.Count == 1 ? "run" : "runs")}, longest {runs.Longest}, mean {runs.Mean:0.##}"
        );

    public static string Order(ProbeRecord record) =>
        $"{record.Reordered} reordered{(record.ReorderingExtent > 0 ? $" (by up to {record.ReorderingExtent})" : "")}, "
        + $"{record.Duplicates} duplicates";

    /// <summary><c>+45.1 ms (grade B by dslreports), buffer delay 420 %, download 94 Mbit/s, 0 of 100 lost</c>.</summary>
    public static string Load(UnderLoadRecord load)
    {
        if (load.Added is not { } added)
            return load.Error ?? Unknown;
        var sign = added >= TimeSpan.Zero ? "+" : "-";
        var delay = load.BufferDelayRatio is { } ratio ? $", buffer delay {Percent(ratio)}" : "";
        return $"{sign}{Delay(added.Duration())} (grade {load.Grade} by {load.GradeScheme}){delay}, "
            + $"download {load.Throughput?.ToString() ?? Unknown}, {load.Lost} of {load.Sent} lost"
            + (load.Error is null ? "" : $"; {load.Error}");
    }

    public static string Jitter(ProbeRecord record) =>
        Delay(record.Jitter)
        + (
            record.JitterForward is { } forward
                ? $" ({Delay(forward)} forward, {Delay(record.JitterBackward)} backward)"
                : ""
        );

    public static string Throughput(ProbeRecord record) =>
        $"{record.Throughput?.ToString() ?? Unknown} received, {record.SendRate?.ToString() ?? Unknown} sent";
}
