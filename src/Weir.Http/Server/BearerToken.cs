using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Http.Server;

/// <summary>The secret that opens a control listener (RFC 6750). Only its hash is kept.</summary>
public sealed class BearerToken
{
    private const int RandomBytes = 32;

    /// <summary>What a token file may hold; more is some other file.</summary>
    private const int MaxFile = 4096;

    private readonly byte[] _hash;

    public BearerToken(string token)
    {
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("A token is visible ASCII characters without a space.", nameof(token));
        _hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
    }

    /// <summary>Reads the token of a file, or makes a file with a new one that its owner alone may read.</summary>
    /// <param name="problem">Why there is none: the file cannot be read or made, or holds no token.</param>
    public static BearerToken? TryFromFile(string path, out string? problem)
    {
        problem = null;
        try
        {
            return FromFile(path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>Whether the value of an Authorization field carries this token; takes the same time whatever it carries.</summary>
    public bool Matches(ReadOnlySpan<byte> authorization)
    {
        var scheme = "Bearer "u8;
        if (authorization.Length < scheme.Length || !Ascii.EqualsIgnoreCase(authorization[..scheme.Length], scheme))
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(authorization[scheme.Length..].TrimStart((byte)' '), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    private static BearerToken FromFile(string path)
    {
        if (!File.Exists(path))
            Make(path);
        if (new FileInfo(path).Length > MaxFile)
            throw new InvalidDataException($"{path} is too large to be a token file.");
        var token = File.ReadAllText(path).Trim();
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new InvalidDataException($"{path} holds no token: it must be one line without spaces.");
        return new BearerToken(token);
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)) + "\n")
        );
    }
}
