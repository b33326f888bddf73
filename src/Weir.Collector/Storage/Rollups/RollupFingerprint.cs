using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Collector.Storage.Rollups;

/// <summary>A number for the content of rollups: the sum of the hashes of all rows, in whatever order they come.</summary>
internal sealed class RollupFingerprint
{
    private UInt128 _sum;

    public UInt128 Value => _sum;

    public void Add(string agent, string target, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> place = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(place, at.UtcTicks);
        // Where the one name ends and the other begins.
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], agent.Length);
        hash.AppendData(place);
        hash.AppendData(Encoding.UTF8.GetBytes(agent));
        hash.AppendData(Encoding.UTF8.GetBytes(target));
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        _sum += BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
