using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Collector.Tokens;

/// <summary>The secret of a token. It is shown once, when it is made; only its hash is kept.</summary>
public static class TokenSecret
{
    private const int RandomBytes = 32;

    /// <summary>Longer than any that was made here; spares hashing whatever is sent.</summary>
    private const int Longest = 256;

    /// <summary>43 characters of base64url.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>
    /// SHA-256. No salt and no stretching: 256 random bits cannot be guessed, by trying or by tables.
    /// </summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The secret in an Authorization field (RFC 6750 2.1); null when there is none.</summary>
    public static string? FromField(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var secret = authorization[Scheme.Length..].Trim(' ');
        return secret.Length is > 0 and <= Longest ? secret : null;
    }
}
