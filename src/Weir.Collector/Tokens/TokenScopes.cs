using System.Diagnostics.CodeAnalysis;

namespace Weir.Collector.Tokens;

/// <summary>What a token allows.</summary>
[Flags]
public enum TokenScopes
{
    None = 0,

    /// <summary>Send measurements.</summary>
    Write = 1,

    /// <summary>Ask for them.</summary>
    Read = 2,
}

/// <summary>Scopes as people write them.</summary>
public static class TokenScopeNames
{
    /// <summary><c>write,read</c></summary>
    public static string Format(TokenScopes scopes) =>
        string.Join(
            ',',
            new[] { (TokenScopes.Write, "write"), (TokenScopes.Read, "read") }
                .Where(scope => scopes.HasFlag(scope.Item1))
                .Select(scope => scope.Item2)
        );

    public static bool TryParse(string text, out TokenScopes scopes, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        scopes = TokenScopes.None;
        problem = null;
        foreach (var name in text.Split(','))
        {
            var scope = name switch
            {
                "write" => TokenScopes.Write,
                "read" => TokenScopes.Read,
                _ => TokenScopes.None,
            };
            if (scope is TokenScopes.None)
            {
                problem = $"\"{name}\" is no scope; write write, read or write,read";
                return false;
            }

            scopes |= scope;
        }

        return true;
    }
}
