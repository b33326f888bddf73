using Weir.Measurements.Units;
using Weir.Transport.Udp;

namespace Weir.Cli.Doctor;

/// <summary>Whether one-way delays and the times of records can be believed. Pure.</summary>
internal static class ClockChecks
{
    private const string Area = "clock";
    private static readonly TimeSpan Good = TimeSpan.FromMilliseconds(100);

    public static Diagnosis Of(ClockQuality clock) =>
        !clock.IsSynchronized
            ? Diagnosis.Warning(
                Area,
                "synchronization",
                "the kernel says that no daemon keeps this clock at UTC; one-way delays between machines mean nothing",
                "start chronyd or systemd-timesyncd (in a container: on its host); round trips are right without"
            )
        : clock.Error > Good
            ? Diagnosis.Warning(
                Area,
                "synchronization",
                $"the clock may be wrong by {Durations.Format(clock.Error)}; one-way delays below that mean nothing",
                "give chronyd a nearer server, and time to settle"
            )
        : Diagnosis.Ok(Area, "synchronization", $"wrong by at most {Durations.Format(clock.Error)}");
}
