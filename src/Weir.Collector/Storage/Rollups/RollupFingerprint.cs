using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Collector.Storage.Rollups;

/// <summary>A number for the content of rollups: the sum of the hashes of all rows, in whatever order they come.</summary>
internal sealed class RollupFingerprint
{
    private UInt128 _sum;

    public UInt128 Value => _sum;

    public void Add(StoredPath path, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var (agent, zone, target) = path;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> place = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(place, at.UtcTicks);
        // Where one name ends and another begins.
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], agent.Length);
        BinaryPrimitives.WriteInt64LittleEndian(place[16..], target.Length);
        hash.AppendData(place);
        hash.AppendData(Encoding.UTF8.GetBytes(agent));
        hash.AppendData(Encoding.UTF8.GetBytes(target));
        hash.AppendData(Encoding.UTF8.GetBytes(zone ?? ""));
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        _sum += BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
