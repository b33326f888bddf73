namespace Weir.Analysis.Hours;

/// <summary>One of the 24 hours of the day, over all days that were observed at that hour.</summary>
/// <param name="Hour">0 to 23 on local clocks.</param>
/// <param name="Days">Days with a download that began in the hour.</param>
/// <param name="BytesPerDay">What the downloads of the hour brought, per such day; null without one.</param>
/// <param name="DaysWithSpeed">Days with a download in the hour that ended well.</param>
/// <param name="Speed">The median of all of these downloads' speeds, in bits per second; null without one.</param>
public sealed record HourOfDay(int Hour, int Days, double? BytesPerDay, int DaysWithSpeed, double? Speed);
