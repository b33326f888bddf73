namespace Weir.Collector.Storage;

/// <summary>Moments as whole microseconds since 1970, as stores keep them.</summary>
internal static class Microseconds
{
    public static readonly long Last = Of(DateTimeOffset.MaxValue);

    public static long Of(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToMoment(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
