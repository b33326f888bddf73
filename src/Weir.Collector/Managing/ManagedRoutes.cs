using System.Globalization;

namespace Weir.Collector.Managing;

/// <summary>What of a control listener is passed on; everything else stays behind. Pure.</summary>
internal static class ManagedRoutes
{
    private const int LongestNumber = 5;

    /// <param name="path">Without a slash at its start.</param>
    public static bool IsAllowed(string method, string path) =>
        (method, path.Split('/')) switch
        {
            ("GET", ["replicas" or "relays" or "cache"]) => true,
            ("GET" or "PUT", ["relays", var relay]) => IsNumber(relay),
            ("POST", ["replicas", var replica, "pause" or "resume" or "stop" or "start"]) => IsNumber(replica),
            ("PUT", ["replicas", var replica, "rate"]) => IsNumber(replica),
            _ => false,
        };

    private static bool IsNumber(string text) =>
        text.Length <= LongestNumber && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
