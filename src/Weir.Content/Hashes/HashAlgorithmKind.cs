namespace Weir.Content.Hashes;

/// <summary>The hash algorithms by which a file can be named.</summary>
public enum HashAlgorithmKind
{
    /// <summary>SHA-256 (FIPS 180-4), 32 bytes.</summary>
    Sha256,

    /// <summary>SHA-512 (FIPS 180-4), 64 bytes.</summary>
    Sha512,

    /// <summary>SHA-1, 20 bytes: guards against accidents, not against an adversary.</summary>
    Sha1,

    /// <summary>MD5 (RFC 1321), 16 bytes: guards against accidents, not against an adversary.</summary>
    Md5,
}
