using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

// RFC 9111 4.2:
//
//   |<------------- lifetime (4.2.1) ------------>|
//   |<-- initial age -->|<-- resident time -->|   |
//   made                received              now expires
//                       |<----- age (4.2.3) ----->|  fresh while lifetime > age

/// <summary>How long a response is fresh in a shared cache, and how old it was when it came.</summary>
/// <param name="Lifetime">Zero when it was never fresh.</param>
/// <param name="InitialAge">Corrected_initial_age of 4.2.3.</param>
/// <param name="IsHeuristic">Whether the lifetime is the cache's own guess (4.2.2).</param>
public readonly record struct Freshness(TimeSpan Lifetime, TimeSpan InitialAge, bool IsHeuristic)
{
    /// <summary>A guess does not hold for longer: a week, as Squid's max_stale is by default.</summary>
    public static readonly TimeSpan LongestGuess = TimeSpan.FromDays(7);

    /// <summary>The fraction of the time since the last modification that 4.2.2 calls typical.</summary>
    private const double GuessedFraction = 0.1;

    /// <param name="response">With a Date: whoever received it without has added one (RFC 9110 6.6.1).</param>
    /// <param name="requestedAt">When the request for it was sent.</param>
    /// <param name="receivedAt">When its head was read.</param>
    public static Freshness Of(
        Head response,
        CacheControl control,
        DateTimeOffset requestedAt,
        DateTimeOffset receivedAt
    )
    {
        var date = Dates.Read(response, "Date"u8) ?? receivedAt;
        var lifetime = ExplicitLifetime(response, control, date);
        var isHeuristic = lifetime is null;
        lifetime ??= HeuristicLifetime(response, control, date);
        return InitialAgeOf(response, date, requestedAt, receivedAt) is { } age
            ? new Freshness(lifetime.Value, age, isHeuristic)
            : new Freshness(TimeSpan.Zero, TimeSpan.Zero, isHeuristic);
    }

    /// <summary>4.2.1 for a shared cache: the first of s-maxage, max-age, Expires; null when there is none.</summary>
    public static TimeSpan? ExplicitLifetime(Head response, CacheControl control, DateTimeOffset date)
    {
        if ((control.SharedMaxAge ?? control.MaxAge) is { } seconds)
            return seconds;
        // RFC 9213 2.2: who uses a targeted field MUST ignore Cache-Control and Expires.
        if (control.IsTargeted || response.CountOf("Expires"u8) == 0)
            return null;
        // 5.3: an invalid date, "0" above all, means the past. So do two of them, which 4.2.1 lets a cache choose between.
        var left = Dates.Read(response, "Expires"u8) - date;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>4.2.2: for statuses that are cacheable by default, and for what says that it is public.</summary>
    private static TimeSpan HeuristicLifetime(Head response, CacheControl control, DateTimeOffset date)
    {
        if (!Statuses.IsHeuristicallyCacheable(response.Status) && !control.IsPublic)
            return TimeSpan.Zero;
        if (Dates.Read(response, "Last-Modified"u8) is not { } modified || modified >= date)
            return TimeSpan.Zero;
        var guess = (date - modified) * GuessedFraction;
        return guess < LongestGuess ? guess : LongestGuess;
    }

    /// <summary>4.2.3; null when the caches on the way do not say how old it is.</summary>
    private static TimeSpan? InitialAgeOf(
        Head response,
        DateTimeOffset date,
        DateTimeOffset requestedAt,
        DateTimeOffset receivedAt
    )
    {
        if (AgeField.Read(response) is not { } age)
            return null;
        var apparentAge = receivedAt - date;
        var correctedAge = age + (receivedAt - requestedAt);
        var initial = apparentAge > correctedAge ? apparentAge : correctedAge;
        return initial > TimeSpan.Zero ? initial : TimeSpan.Zero;
    }
}
