using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Tokens;

namespace Weir.Collector.Api;

/// <summary>Decides who may do what.</summary>
internal sealed class Gate(ITokenStore tokens, bool isReadOpen)
{
    /// <summary>True when the request may go on; otherwise it has been answered.</summary>
    public async Task<bool> AdmitAsync(HttpContext exchange, TokenScopes needed)
    {
        var secret = TokenSecret.FromField(exchange.Request.Headers.Authorization);
        if (secret is null && needed is TokenScopes.Read && isReadOpen)
            return await AdmitLocalAsync(exchange);
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
    private static async Task<bool> AdmitLocalAsync(HttpContext exchange)
    {
        var host = exchange.Request.Host.Host.Trim('[', ']');
        if (host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            return true;
        await Answers.ProblemAsync(
            exchange,
            StatusCodes.Status403Forbidden,
            "reading without a token is for localhost and 127.0.0.1 alone"
        );
        return false;
    }
}
