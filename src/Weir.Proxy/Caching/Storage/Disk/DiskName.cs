using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Storage.Disk;

//   4f1c09a2b3d4e5f6-89abcdef-0000000000000017          a response: its head and body
//   4f1c09a2b3d4e5f6-89abcdef-0000000000000017.head     a newer head for it
//
//   first half of the key's hash, the selection's, number of the file

/// <summary>What a file of the cache is called: enough to find it by, without a list of all keys in memory. Pure.</summary>
/// <param name="Key">The first 8 bytes of the key's SHA-256.</param>
/// <param name="Selection">31 bits of the SHA-256 of what it was chosen by; or the first bit set, and which slice it is.</param>
/// <param name="Number">Grows with each file, so that the newest of two is known.</param>
internal readonly record struct DiskName(ulong Key, uint Selection, ulong Number)
{
    public const string HeadSuffix = ".head";

    private const uint SliceBit = 0x80000000;

    private const int Length = 16 + 1 + 8 + 1 + 16;

    public static ulong HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BitConverter.ToUInt64(hash);
    }

    public bool IsSlice => (Selection & SliceBit) != 0;

    /// <summary>Which slice it is of; null for a whole.</summary>
    public long? Slice => IsSlice ? Selection & ~SliceBit : null;

    public static uint OfSlice(long slice) => SliceBit | (uint)slice;

    public static uint HashOf(Selection selection)
    {
        if (selection.Slice is { } slice)
            return OfSlice(slice.Index);
        var text = new StringBuilder();
        foreach (var (name, value) in selection.Fields)
            text.Append(name).Append('\n').Append(value is null ? '-' : '+').Append(value).Append('\n');
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return BitConverter.ToUInt32(hash) & ~SliceBit;
    }

    /// <summary>False for every name that is not exactly one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DiskName name)
    {
        name = default;
        if (text.Length != Length || text[16] != '-' || text[25] != '-')
            return false;
        if (
            !TryParseHex(text[..16], out var key)
            || !TryParseHex(text[17..25], out var selection)
            || !TryParseHex(text[26..], out var number)
        )
            return false;
        name = new DiskName(key, (uint)selection, number);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Key:x16}-{Selection:x8}-{Number:x16}");

    private static bool TryParseHex(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }

        return ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
