using Microsoft.AspNetCore.Http;

namespace Weir.Collector.Sessions;

/// <summary>The cookie that holds a session's id: never readable by scripts, never sent along by other sites' pages.</summary>
internal static class SessionCookie
{
    private const int Longest = 128;

    public static string? Read(HttpContext exchange) =>
        exchange.Request.Cookies.TryGetValue(Name(exchange), out var id) && id.Length is > 0 and <= Longest ? id : null;

    public static void Write(HttpContext exchange, string id) =>
        exchange.Response.Cookies.Append(Name(exchange), id, Options(exchange));

    public static void Delete(HttpContext exchange) =>
        exchange.Response.Cookies.Delete(Name(exchange), Options(exchange));

    /// <summary>
    /// Browsers keep cookies by host and not by port: two collectors of one host would take each other's. Over TLS the
    /// prefix lets no one but this host set it (RFC 6265bis 4.1.3.2).
    /// </summary>
    private static string Name(HttpContext exchange) =>
        $"{(exchange.Request.IsHttps ? "__Host-" : "")}weir-session-{exchange.Connection.LocalPort}";

    private static CookieOptions Options(HttpContext exchange) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = exchange.Request.IsHttps,
            Path = "/",
            IsEssential = true,
        };
}
