using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Weir.Http.Fields;

// RFC 9530 2, 3:
//
//   Repr-Digest:    sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:     of the whole representation
//   Content-Digest: sha-256=:…:                                                of just this message's content
//   Want-Repr-Digest: sha-256=10, sha-512=3, md5=0                             0 to 10; 0 is "not acceptable" (4)
//
// RFC 3230 4.3.2, which RFC 9530 obsoletes and which mirrors still send:
//
//   Digest: SHA-256=d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=

/// <summary>The digests of a message and of what it represents; algorithms of which nothing is known are stepped over.</summary>
public static class DigestField
{
    /// <summary>IANA's key of SHA-256, which is what Weir sends.</summary>
    public static ReadOnlySpan<byte> Sha256 => "sha-256"u8;

    /// <summary>Longer than any sender's digests; what is longer is ignored.</summary>
    private const int MaxLength = 4096;

    /// <summary>Finds one digest in a line of Repr-Digest or Content-Digest.</summary>
    /// <param name="algorithm">The key, in lower case.</param>
    /// <param name="digest">Exactly as long as a digest of that algorithm.</param>
    /// <returns>False when there is none, it has another length, or the line is malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, ReadOnlySpan<byte> algorithm, Span<byte> digest)
    {
        if (line.Length > MaxLength)
            return false;
        var found = false;
        var members = new StructuredDictionary(line);
        while (members.MoveNext())
        {
            // RFC 9651 4.2.2: of a key that comes twice, the last value counts.
            if (members.Key.SequenceEqual(algorithm))
                found = members.Kind == StructuredKind.Bytes && TryDecode(members.Value, digest);
        }

        return found && members.IsValid;
    }

    /// <summary>Whether a line of Want-Repr-Digest or Want-Content-Digest asks for an algorithm (RFC 9530 4).</summary>
    public static bool Wants(ReadOnlySpan<byte> line, ReadOnlySpan<byte> algorithm)
    {
        if (line.Length > MaxLength)
            return false;
        var isWanted = false;
        var members = new StructuredDictionary(line);
        while (members.MoveNext())
        {
            if (members.Key.SequenceEqual(algorithm))
                isWanted =
                    members.Kind == StructuredKind.Number
                    && CommonRules.TryParseDigits(members.Value, out var preference)
                    && preference is >= 1 and <= 10;
        }

        return isWanted && members.IsValid;
    }

    /// <summary>Whether a line of the old Want-Digest (RFC 3230 4.3.1) asks for an algorithm.</summary>
    public static bool WantsLegacy(ReadOnlySpan<byte> line, ReadOnlySpan<byte> algorithm)
    {
        if (line.Length > MaxLength)
            return false;
        foreach (var member in new TokenList(line))
        {
            var end = member.IndexOf((byte)';');
            var name = CommonRules.Trim(end < 0 ? member : member[..end]);
            if (Ascii.EqualsIgnoreCase(name, algorithm))
                return end < 0 || !IsZero(CommonRules.Trim(member[(end + 1)..]));
        }

        return false;
    }

    /// <summary>The value of the old Digest field, made of one of Repr-Digest with one digest of SHA-256.</summary>
    public static byte[] ToLegacy(ReadOnlySpan<byte> field) => [.. "SHA-256="u8, .. field[(Sha256.Length + 2)..^1]];

    /// <summary>The value of Repr-Digest or Content-Digest that says one digest.</summary>
    public static byte[] Format(ReadOnlySpan<byte> algorithm, ReadOnlySpan<byte> digest) =>
        [.. algorithm, .. "=:"u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String(digest)), (byte)':'];

    /// <summary>q=0, q=0.0 and the like: not acceptable.</summary>
    private static bool IsZero(ReadOnlySpan<byte> parameter) =>
        parameter.StartsWith("q=0"u8) && !parameter[3..].ContainsAnyExcept("0."u8);

    private static bool TryDecode(ReadOnlySpan<byte> base64, Span<byte> digest) =>
        base64.Length == Base64.GetMaxEncodedToUtf8Length(digest.Length)
        && Base64.DecodeFromUtf8(base64, digest, out _, out var written) == OperationStatus.Done
        && written == digest.Length;
}
