using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Weir.Measurements.Records;

namespace Weir.Content.Hashes;

/// <summary>What each hash algorithm is called, how long its result is and how to compute it.</summary>
public static class HashAlgorithms
{
    /// <summary>The names of IANA's registry of hash function textual names, as Metalink (RFC 5854) uses them.</summary>
    public static string Name(this HashAlgorithmKind kind) =>
        kind switch
        {
            HashAlgorithmKind.Sha256 => "sha-256",
            HashAlgorithmKind.Sha512 => "sha-512",
            HashAlgorithmKind.Sha1 => "sha-1",
            HashAlgorithmKind.Md5 => "md5",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Length of the hash in bytes.</summary>
    public static int Length(this HashAlgorithmKind kind) =>
        kind switch
        {
            HashAlgorithmKind.Sha256 => SHA256.HashSizeInBytes,
            HashAlgorithmKind.Sha512 => SHA512.HashSizeInBytes,
            HashAlgorithmKind.Sha1 => SHA1.HashSizeInBytes,
            HashAlgorithmKind.Md5 => MD5.HashSizeInBytes,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Reads a name with or without hyphen, in either case: <c>sha256</c>, <c>SHA-256</c>, <c>sha1</c>, <c>md5</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out HashAlgorithmKind kind)
    {
        Span<char> lower = stackalloc char[8];
        kind = default;
        var length = name.ToLowerInvariant(lower);
        if (length < 0)
            return false;

        switch (lower[..length])
        {
            case "sha256" or "sha-256":
                kind = HashAlgorithmKind.Sha256;
                return true;
            case "sha512" or "sha-512":
                kind = HashAlgorithmKind.Sha512;
                return true;
            case "sha1" or "sha-1":
                kind = HashAlgorithmKind.Sha1;
                return true;
            case "md5":
                kind = HashAlgorithmKind.Md5;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A hasher that takes its input in parts; the caller disposes it.</summary>
    public static IncrementalHash CreateHasher(this HashAlgorithmKind kind) =>
        IncrementalHash.CreateHash(CryptographyName(kind));

    /// <summary>The hash of bytes that are all there.</summary>
    public static byte[] Hash(this HashAlgorithmKind kind, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HashData(CryptographyName(kind), data);

    /// <summary>What a record says when a hash of this kind proved the file.</summary>
    public static Verification AsVerification(this HashAlgorithmKind kind) =>
        kind switch
        {
            HashAlgorithmKind.Sha256 => Verification.Sha256,
            HashAlgorithmKind.Sha512 => Verification.Sha512,
            HashAlgorithmKind.Sha1 => Verification.Sha1,
            HashAlgorithmKind.Md5 => Verification.Md5,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    [SuppressMessage("Security", "CA5350", Justification = "Old files are published with SHA-1 only.")]
    [SuppressMessage("Security", "CA5351", Justification = "Old files are published with MD5 only.")]
    private static HashAlgorithmName CryptographyName(HashAlgorithmKind kind) =>
        kind switch
        {
            HashAlgorithmKind.Sha256 => HashAlgorithmName.SHA256,
            HashAlgorithmKind.Sha512 => HashAlgorithmName.SHA512,
            HashAlgorithmKind.Sha1 => HashAlgorithmName.SHA1,
            HashAlgorithmKind.Md5 => HashAlgorithmName.MD5,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
