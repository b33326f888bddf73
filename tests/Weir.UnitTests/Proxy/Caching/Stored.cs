using System.Globalization;
using Weir.Proxy.Caching.Rules;

namespace Weir.UnitTests.Proxy.Caching;

/// <summary>Responses as the store has them, received at a time that tests count from.</summary>
internal static class Stored
{
    /// <summary>When they were asked for and received.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static string Date(double seconds) => Now.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A response with a Date of now and these fields, in which {N} is the date N seconds from now.</summary>
    public static StoredResponse Response(string statusLine, params string[] fields) =>
        new(
            Http.Messages.Wire.Response(statusLine, [.. WithDate(fields).Select(Expand)]),
            requestedAt: Now,
            receivedAt: Now
        );

    public static StoredResponse Ok(params string[] fields) => Response("HTTP/1.1 200 OK", fields);

    public static string[] Split(string fields) =>
        fields.Split(" | ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> WithDate(string[] fields) =>
        fields.Any(field => field.StartsWith("Date:", StringComparison.Ordinal)) ? fields : fields.Prepend("Date: {0}");

    private static string Expand(string field)
    {
        var open = field.IndexOf('{');
        if (open < 0)
            return field;
        var close = field.IndexOf('}');
        var seconds = double.Parse(field.AsSpan(open + 1, close - open - 1), CultureInfo.InvariantCulture);
        return field[..open] + Date(seconds) + field[(close + 1)..];
    }
}
