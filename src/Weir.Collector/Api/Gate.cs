using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Hosting;
using Weir.Collector.Sessions;
using Weir.Collector.Tokens;

namespace Weir.Collector.Api;

/// <summary>Decides who may do what: by a bearer token, by the cookie of a session, or by being on this machine.</summary>
internal sealed class Gate(ITokenStore tokens, CollectorOptions options, SessionList sessions)
{
    /// <summary>Whether there is anything to manage for who is signed in.</summary>
    public bool MaySignedInManage => options.Managed.Count + options.Acts.Count > 0;

    /// <summary>Who sends, as text that tells tokens apart and gives none away; empty for who has none.</summary>
    public static string SenderOf(HttpContext exchange) =>
        TokenSecret.FromField(exchange.Request.Headers.Authorization) is { } secret
            ? Convert.ToHexString(TokenSecret.Hash(secret))
            : "";

    /// <summary>True when the request may go on; otherwise it has been answered.</summary>
    public async Task<bool> AdmitAsync(HttpContext exchange, TokenScopes needed)
    {
        var secret = TokenSecret.FromField(exchange.Request.Headers.Authorization);
        // A cookie comes along by itself: it lets look, and nothing else.
        if (secret is null && needed is TokenScopes.Read && await IsSignedInAsync(exchange))
            return true;
        if (secret is null && needed is TokenScopes.Read && options.IsReadOpen)
            return await AdmitLocalAsync(exchange, "reading");
        return await AdmitBearerAsync(exchange, secret, needed);
    }

    /// <summary>Whether a request that was admitted to read would be again: its token may be revoked, its session over.</summary>
    public async Task<bool> MayReadAsync(HttpContext exchange)
    {
        if (TokenSecret.FromField(exchange.Request.Headers.Authorization) is { } secret)
            return (await tokens.FindAsync(TokenSecret.Hash(secret), exchange.RequestAborted)).HasFlag(
                TokenScopes.Read
            );
        return options.IsReadOpen || await IsSignedInAsync(exchange);
    }

    /// <summary>
    /// As <see cref="AdmitAsync"/>, for pressing a managed server's buttons: who may read may, by a token, or by a session
    /// from a page of this collector.
    /// </summary>
    public async Task<bool> AdmitManagingAsync(HttpContext exchange)
    {
        if (TokenSecret.FromField(exchange.Request.Headers.Authorization) is { } secret)
            return await AdmitBearerAsync(exchange, secret, TokenScopes.Read);
        var isSignedIn = await IsSignedInAsync(exchange);
        if (!isSignedIn && !options.IsManagingOpen)
            return await AdmitBearerAsync(exchange, null, TokenScopes.Read);
        // A program on this machine that is no browser sends no Origin, and has no cookie that could be misused.
        var isOwnPage = SameOrigin.Of(exchange.Request) ?? !isSignedIn;
        if (!isOwnPage)
        {
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status403Forbidden,
                "servers are managed from the collector's own page, or with Authorization: Bearer TOKEN"
            );
            return false;
        }

        return isSignedIn || await AdmitLocalAsync(exchange, "managing");
    }

    /// <summary>What the page may offer.</summary>
    public async Task<Rights> RightsAsync(HttpContext exchange)
    {
        var isSignedIn = await IsSignedInAsync(exchange);
        var isLocal = IsLocal(exchange.Request);
        return new Rights(
            isSignedIn,
            isSignedIn || (options.IsReadOpen && isLocal),
            MaySignedInManage && (isSignedIn || (options.IsManagingOpen && isLocal))
        );
    }

    private async Task<bool> IsSignedInAsync(HttpContext exchange) =>
        SessionCookie.Read(exchange) is { } id
        && sessions.Find(id) is { } hash
        && (await tokens.FindAsync(hash, exchange.RequestAborted)).HasFlag(TokenScopes.Read);

    private async Task<bool> AdmitBearerAsync(HttpContext exchange, string? secret, TokenScopes needed)
    {
        var scopes = secret is null
            ? TokenScopes.None
            : await tokens.FindAsync(TokenSecret.Hash(secret), exchange.RequestAborted);
        if (scopes.HasFlag(needed))
            return true;

        if (scopes is TokenScopes.None)
        {
            exchange.Response.Headers.WWWAuthenticate = secret is null ? "Bearer" : "Bearer error=\"invalid_token\"";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status401Unauthorized,
                secret is null
                    ? "a token is needed: Authorization: Bearer TOKEN, from weir collect token add"
                    : "the token is not known, or was revoked"
            );
        }
        else
        {
            exchange.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status403Forbidden,
                $"the token has the scope {TokenScopeNames.Format(scopes)}; {TokenScopeNames.Format(needed)} is needed"
            );
        }

        return false;
    }

    /// <summary>
    /// Without a token only who named this machine may read: a page of the web whose name was made to point to it
    /// (DNS rebinding) carries its own name in Host.
    /// </summary>
    private static async Task<bool> AdmitLocalAsync(HttpContext exchange, string act)
    {
        if (IsLocal(exchange.Request))
            return true;
        await Answers.ProblemAsync(
            exchange,
            StatusCodes.Status403Forbidden,
            $"{act} without a token is for localhost and 127.0.0.1 alone"
        );
        return false;
    }

    private static bool IsLocal(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
