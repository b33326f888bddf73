using System.Globalization;
using System.Text;

namespace Weir.Origin.Files;

/// <summary>What <c>Cache-Control</c> says of how long a cache may answer without asking again (RFC 9111 5.2.2).</summary>
internal static class Freshness
{
    /// <summary>RFC 9111 1.2.2: what recipients understand at least.</summary>
    private const long Most = int.MaxValue;

    /// <summary>A cache may keep it, and asks each time before it uses it.</summary>
    public static ReadOnlySpan<byte> Never => "no-cache"u8;

    /// <summary>The field's value, made once; whole seconds, as the field has no others.</summary>
    public static byte[] Field(TimeSpan maxAge)
    {
        var seconds = Math.Min((long)maxAge.TotalSeconds, Most);
        return seconds <= 0
            ? Never.ToArray()
            : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"max-age={seconds}"));
    }
}
