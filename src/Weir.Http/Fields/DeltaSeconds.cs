namespace Weir.Http.Fields;

/// <summary>Seconds as caches write them (RFC 9111 1.2.2).</summary>
internal static class DeltaSeconds
{
    /// <summary>What a larger number means: about 68 years.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(1L << 31);

    /// <summary>1*DIGIT and nothing else; what overflows is <see cref="Most"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out TimeSpan value)
    {
        value = default;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var fits = CommonRules.TryParseDigits(digits.TrimStart((byte)'0'), out var seconds);
        value =
            digits.ContainsAnyExcept((byte)'0') && (!fits || seconds > 1L << 31)
                ? Most
                : TimeSpan.FromSeconds(fits ? seconds : 0);
        return true;
    }
}
