namespace Weir.Agent.Delivery;

/// <summary>How long to wait after each answer, and how much to send at once. Pure but for the random numbers it is given.</summary>
internal sealed class DeliveryPace(DeliveryOptions options, Random random)
{
    private int _failures;

    /// <summary>The most records to send next.</summary>
    public int Records { get; private set; } = options.MaxRecords;

    /// <summary>What the collector refused as too large can be put aside: it was one record alone.</summary>
    public static bool IsHopeless(DeliveryAnswer answer, int sent) =>
        sent == 1 && answer is DeliveryFailed { Kind: DeliveryFaultKind.TooLarge };

    /// <summary>Takes note of an answer; gives the time to wait before the next request.</summary>
    /// <param name="sent">How many records it was about.</param>
    public TimeSpan After(DeliveryAnswer answer, int sent)
    {
        if (answer is not DeliveryFailed failed || IsHopeless(answer, sent))
        {
            _failures = 0;
            Records = Math.Min(options.MaxRecords, Records * 2);
            return TimeSpan.Zero;
        }

        if (failed.Kind == DeliveryFaultKind.TooLarge)
        {
            // Half as many at once may fit; that is no failure of the collector's, and is tried at once.
            Records = Math.Max(1, sent / 2);
            return TimeSpan.Zero;
        }

        // A token is not mended within seconds, and asking often looks like guessing it.
        var delay =
            failed.Kind == DeliveryFaultKind.Unauthorized
                ? options.LongestDelay
                : options.FirstDelay * Math.Pow(2, Math.Min(_failures, 30));
        _failures++;
        if (delay > options.LongestDelay)
            delay = options.LongestDelay;
        // Half of it at random: agents that lost the collector together do not come back together.
        delay *= 0.5 + (0.5 * random.NextDouble());
        // What a collector asks for is kept to, and a little more: those that were asked together spread again.
        var asked = failed.RetryAfter ?? TimeSpan.Zero;
        if (asked > options.LongestRetryAfter)
            asked = options.LongestRetryAfter;
        asked *= 1 + (0.1 * random.NextDouble());
        return asked > delay ? asked : delay;
    }
}
