using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Content.Hashes;

/// <summary>The hash that a file is expected to have.</summary>
public sealed class Checksum : IEquatable<Checksum>
{
    private readonly byte[] _expected;

    /// <exception cref="ArgumentException">The hash has not the length of its algorithm.</exception>
    public Checksum(HashAlgorithmKind algorithm, ReadOnlySpan<byte> expected)
    {
        if (expected.Length != algorithm.Length())
            throw new ArgumentException(
                $"{algorithm.Name()} has {algorithm.Length()} bytes, not {expected.Length}.",
                nameof(expected)
            );

        Algorithm = algorithm;
        _expected = expected.ToArray();
    }

    public HashAlgorithmKind Algorithm { get; }

    /// <summary>The hash itself.</summary>
    public ReadOnlySpan<byte> Expected => _expected;

    /// <summary>The hash in lower-case hex.</summary>
    public string Hex => Convert.ToHexStringLower(_expected);

    /// <summary>Reads <c>ALG:HEX</c>, such as <c>sha256:9f86d0…</c>.</summary>
    /// <exception cref="FormatException">The text is no checksum; the message says why and what to write.</exception>
    public static Checksum Parse(string text) =>
        TryParse(text, out var checksum, out var problem) ? checksum : throw new FormatException(problem);

    /// <summary>As <see cref="Parse"/>; when it returns false, <paramref name="problem"/> is a clause for the user.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out Checksum? checksum,
        [NotNullWhen(false)] out string? problem
    )
    {
        checksum = null;
        var all = text.AsSpan().Trim();
        var colon = all.IndexOf(':');
        if (colon < 0)
        {
            problem = $"\"{text}\" is not a checksum; write ALGORITHM:HEX such as sha256:9f86d0…";
            return false;
        }

        if (!HashAlgorithms.TryParse(all[..colon], out var kind))
        {
            problem = $"\"{all[..colon]}\" is not a known hash algorithm; use sha256, sha512, sha1 or md5";
            return false;
        }

        var hex = all[(colon + 1)..];
        if (hex.Length != 2 * kind.Length())
        {
            problem = $"{kind.Name()} has {2 * kind.Length()} hex digits, but {hex.Length} were given";
            return false;
        }

        Span<byte> bytes = stackalloc byte[kind.Length()];
        if (Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
        {
            problem = $"\"{hex}\" is not hexadecimal; only 0-9 and a-f may stand in it";
            return false;
        }

        checksum = new Checksum(kind, bytes);
        problem = null;
        return true;
    }

    /// <summary>True when a computed hash is the expected one.</summary>
    public bool Matches(ReadOnlySpan<byte> actual) => actual.SequenceEqual(_expected);

    /// <inheritdoc/>
    public bool Equals(Checksum? other) =>
        other is not null && other.Algorithm == Algorithm && other.Matches(_expected);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Checksum);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Algorithm, BitConverter.ToInt32(_expected));

    /// <summary><c>sha-256:9f86d0…</c>, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() => $"{Algorithm.Name()}:{Hex}";
}
