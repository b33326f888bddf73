using System.Security.Cryptography;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Fills;

/// <summary>What the origin says that a body's digest is, and what it turns out to be (RFC 9530). One thread.</summary>
internal sealed class BodyDigest : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly byte[] _promised;

    private BodyDigest(HashAlgorithmName algorithm, byte[] promised)
    {
        _hash = IncrementalHash.CreateHash(algorithm);
        _promised = promised;
    }

    /// <summary>
    /// Null when there is none that is worth checking. Content-Digest is that of any content; Repr-Digest is that of a 200's,
    /// whose content is the whole representation (2, 3).
    /// </summary>
    public static BodyDigest? Of(Head response)
    {
        if (response.Status is not (200 or 206))
            return null;
        return Find(response, "Content-Digest"u8) ?? (response.Status == 200 ? Find(response, "Repr-Digest"u8) : null);
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether what was appended is what was promised. Once.</summary>
    public bool IsKept()
    {
        Span<byte> found = stackalloc byte[SHA512.HashSizeInBytes];
        var length = _hash.GetHashAndReset(found);
        return found[..length].SequenceEqual(_promised);
    }

    public void Dispose() => _hash.Dispose();

    private static BodyDigest? Find(Head response, ReadOnlySpan<byte> field)
    {
        for (var i = response.IndexOf(field, 0); i >= 0; i = response.IndexOf(field, i + 1))
        {
            var digest = new byte[SHA256.HashSizeInBytes];
            if (DigestField.TryRead(response.Value(i), "sha-256"u8, digest))
                return new BodyDigest(HashAlgorithmName.SHA256, digest);
            digest = new byte[SHA512.HashSizeInBytes];
            if (DigestField.TryRead(response.Value(i), "sha-512"u8, digest))
                return new BodyDigest(HashAlgorithmName.SHA512, digest);
        }

        return null;
    }
}
