using Weir.Measurements.Units;

namespace Weir.Cli.Lab;

/// <summary>What <c>weir lab --evening</c> plays.</summary>
/// <param name="Hour">How long an hour of its day lasts.</param>
internal sealed record EveningOptions(int Days, TimeSpan Hour)
{
    public const int DefaultDays = 4;

    /// <summary>The evening's speed, and what a download may take of a quarter of an hour at that speed.</summary>
    private const double DownloadShare = 0.3;

    public static readonly TimeSpan DefaultHour = TimeSpan.FromSeconds(10);

    /// <summary>In less a busy machine cannot keep the pace, and its own delays are larger than those of the evenings.</summary>
    public static readonly TimeSpan ShortestHour = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan LongestHour = TimeSpan.FromHours(1);

    /// <summary>The hours that are slow.</summary>
    public static IReadOnlyList<int> SlowHours { get; } = [19, 20, 21, 22];

    public TimeSpan Quarter => Hour / 4;

    public TimeSpan Length => Hour * 24 * Days;

    /// <summary>Seconds of its day in a second.</summary>
    public double Scale => TimeSpan.FromHours(1) / Hour;

    /// <summary>Of the file that is downloaded in each quarter.</summary>
    public ByteSize FileSize =>
        new(
            (long)
                Math.Clamp(
                    EveningPath.SlowRate.BitsPerSecond / 8 * Quarter.TotalSeconds * DownloadShare,
                    8 * 1024,
                    ByteSize.MiB.Bytes
                )
        );
}
