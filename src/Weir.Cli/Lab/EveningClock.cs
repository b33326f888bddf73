namespace Weir.Cli.Lab;

/// <summary>The clock of a day that was compressed; it starts at midnight UTC.</summary>
internal sealed class EveningClock(EveningOptions options, DateTimeOffset midnight, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public DateTimeOffset Now => midnight + (Elapsed * options.Scale);

    public int Day => (int)(Elapsed / (options.Hour * 24)) + 1;

    /// <summary>Whether it is evening, and for how long yet it is what it is.</summary>
    public (bool IsSlow, TimeSpan Until) Evening()
    {
        var hour = Elapsed / options.Hour % 24;
        var (first, end) = (EveningOptions.SlowHours[0], EveningOptions.SlowHours[^1] + 1);
        return hour < first ? (false, options.Hour * (first - hour))
            : hour < end ? (true, options.Hour * (end - hour))
            : (false, options.Hour * (24 - hour + first));
    }

    /// <summary>The last whole days before this moment: nobody takes them for days to come.</summary>
    public static DateTimeOffset Midnight(DateTimeOffset now, int days) =>
        new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);
}
