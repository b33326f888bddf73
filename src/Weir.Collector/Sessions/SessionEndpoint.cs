using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Weir.Collector.Api;
using Weir.Collector.Tokens;

namespace Weir.Collector.Sessions;

/// <summary>
/// <c>/session</c>: POST with a token signs in, DELETE signs out, GET tells what one may do. The token comes as
/// <c>Authorization: Bearer</c>, as JSON <c>{"token":…}</c>, as a form or as plain text.
/// </summary>
internal sealed class SessionEndpoint(Gate gate, ITokenStore tokens, SessionList sessions)
{
    /// <summary>A body of this length is no token any more.</summary>
    private const int LongestBody = 4096;

    public async Task TellAsync(HttpContext exchange)
    {
        var rights = await gate.RightsAsync(exchange);
        await WriteAsync(exchange, new SessionAnswer(rights.IsSignedIn, rights.MayRead, rights.MayManage));
    }

    public async Task SignInAsync(HttpContext exchange)
    {
        // A page of another site could otherwise sign its visitor in as somebody else.
        if (SameOrigin.Of(exchange.Request) is false)
        {
            await Answers.ProblemAsync(exchange, StatusCodes.Status403Forbidden, "sign in on the collector's own page");
            return;
        }

        var secret =
            TokenSecret.FromField(exchange.Request.Headers.Authorization)
            ?? TokenSecret.FromField($"Bearer {await ReadAsync(exchange)}");
        var hash = secret is null ? null : TokenSecret.Hash(secret);
        var scopes = hash is null ? TokenScopes.None : await tokens.FindAsync(hash, exchange.RequestAborted);
        if (scopes is TokenScopes.None)
        {
            exchange.Response.Headers.WWWAuthenticate = "Bearer";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status401Unauthorized,
                secret is null
                    ? "a token is needed, from weir collect token add"
                    : "the token is not known, or was revoked; weir collect token add makes one"
            );
        }
        else if (!scopes.HasFlag(TokenScopes.Read))
        {
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status403Forbidden,
                $"the token has the scope {TokenScopeNames.Format(scopes)}; read is needed to look"
            );
        }
        else
        {
            if (SessionCookie.Read(exchange) is { } old)
                sessions.End(old);
            SessionCookie.Write(exchange, sessions.Begin(hash!));
            await WriteAsync(exchange, new SessionAnswer(true, true, gate.MaySignedInManage));
        }
    }

    public async Task SignOutAsync(HttpContext exchange)
    {
        if (SameOrigin.Of(exchange.Request) is not true)
        {
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status403Forbidden,
                "sign out on the collector's own page"
            );
            return;
        }

        if (SessionCookie.Read(exchange) is { } id)
            sessions.End(id);
        SessionCookie.Delete(exchange);
        exchange.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>The token in the body; empty when there is none.</summary>
    private static async Task<string> ReadAsync(HttpContext exchange)
    {
        var bytes = new byte[LongestBody];
        var count = await exchange.Request.Body.ReadAtLeastAsync(
            bytes,
            LongestBody,
            throwOnEndOfStream: false,
            exchange.RequestAborted
        );
        if (count == LongestBody)
            return "";
        var text = Encoding.UTF8.GetString(bytes, 0, count).Trim();
        if (text.StartsWith('{'))
            return FromJson(text);
        return text.StartsWith("token=", StringComparison.Ordinal)
            ? QueryHelpers.ParseQuery(text)["token"].ToString()
            : text;
    }

    private static string FromJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("token", out var token) && token.ValueKind is JsonValueKind.String
                ? token.GetString()!
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static Task WriteAsync(HttpContext exchange, SessionAnswer answer)
    {
        exchange.Response.ContentType = AnswerFormats.Json;
        exchange.Response.Headers.CacheControl = "no-store";
        return exchange.Response.WriteAsync(
            JsonSerializer.Serialize(answer, SessionJson.Default.SessionAnswer) + "\n",
            exchange.RequestAborted
        );
    }
}
