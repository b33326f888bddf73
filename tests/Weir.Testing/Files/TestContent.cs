using System.Security.Cryptography;
using Weir.Content.Generation;

namespace Weir.Testing.Files;

/// <summary>The bytes of a seed in memory, with their hash.</summary>
public sealed class TestContent
{
    private readonly byte[] _bytes;

    public TestContent(int size, long seed = 1)
    {
        _bytes = new byte[size];
        TestBytes.Fill(_bytes, 0, seed);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(_bytes));
    }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public int Size => _bytes.Length;

    /// <summary>In lower-case hex.</summary>
    public string Sha256 { get; }
}
