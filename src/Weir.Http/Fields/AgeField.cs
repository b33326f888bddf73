using Weir.Http.Messages;

namespace Weir.Http.Fields;

// RFC 9111 5.1:  Age = delta-seconds

/// <summary>How long ago, by the caches on the way, a response was made or validated.</summary>
public static class AgeField
{
    /// <summary>
    /// Zero without the field; null when it is not one number. RFC 9111 would have the first member of a list used and
    /// what is invalid ignored. Neither says how old the response is, so it is for the caller to take it for old.
    /// </summary>
    public static TimeSpan? Read(Head head)
    {
        var count = head.CountOf("Age"u8);
        if (count == 0)
            return TimeSpan.Zero;
        return count == 1 && head.TryGet("Age"u8, out var value) && DeltaSeconds.TryParse(value, out var age)
            ? age
            : null;
    }
}
