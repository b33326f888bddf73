using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>
/// The hash that an answer declares of its own body (RFC 9530 2): a body gate, which finds what was spoilt on the way. Pure.
/// </summary>
internal static class BodyDigest
{
    /// <summary>
    /// So much is asked for at a time where the hash is to come along: it is held in memory until it is proven, and the
    /// server has to read it before it sends the first byte.
    /// </summary>
    public const int MostBytes = 2 << 20;

    private const int LeastBytes = 64 << 10;

    /// <summary>So many seconds of a body are held back at most: what is held is lost when the process dies.</summary>
    private const double Moment = 0.25;

    /// <summary>How much to ask for at a time from a connection of this speed; null before it is known.</summary>
    public static int LengthAt(double? bytesPerSecond) =>
        (int)Math.Clamp((bytesPerSecond ?? 0) * Moment, LeastBytes, MostBytes);

    /// <summary>The answer says a hash that can be checked.</summary>
    public static bool IsDeclared(Head head)
    {
        Span<byte> digest = stackalloc byte[HashAlgorithmKind.Sha256.Length()];
        return TryRead(head, digest);
    }

    /// <summary>What is wrong with the body of an answer; null when nothing is, or nothing was declared.</summary>
    public static Failure? Check(Head head, ReadOnlySpan<byte> body)
    {
        Span<byte> declared = stackalloc byte[HashAlgorithmKind.Sha256.Length()];
        if (!TryRead(head, declared))
            return null;
        Span<byte> found = stackalloc byte[HashAlgorithmKind.Sha256.Length()];
        SHA256.HashData(body, found);
        return found.SequenceEqual(declared)
            ? null
            : new Failure(
                FailureKind.WrongAnswer,
                $"sent {body.Length} bytes that have not the hash which its Content-Digest declares"
            );
    }

    private static bool TryRead(Head head, Span<byte> digest) =>
        head.TryGet("content-digest"u8, out var field) && DigestField.TryRead(field, DigestField.Sha256, digest);
}
