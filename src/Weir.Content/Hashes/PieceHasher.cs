using System.Security.Cryptography;
using Weir.Content.Pieces;

namespace Weir.Content.Hashes;

/// <summary>Hashes the pieces of a file that comes in order, in parts of any length.</summary>
public sealed class PieceHasher : IDisposable
{
    private readonly PieceMap _map;
    private readonly HashAlgorithmKind _algorithm;
    private readonly IncrementalHash _hasher;
    private readonly byte[] _hashes;
    private long _offset;

    public PieceHasher(PieceMap map, HashAlgorithmKind algorithm = HashAlgorithmKind.Sha256)
    {
        _map = map;
        _algorithm = algorithm;
        _hasher = algorithm.CreateHasher();
        _hashes = new byte[checked((int)(map.Count * algorithm.Length()))];
    }

    /// <exception cref="InvalidOperationException">More bytes than the file has.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > _map.Size - _offset)
            throw new InvalidOperationException("There are more bytes than the file has.");
        while (!data.IsEmpty)
        {
            var piece = _map.At(_offset);
            var end = _map.Start(piece) + _map.Length(piece);
            var part = data[..(int)Math.Min(data.Length, end - _offset)];
            _hasher.AppendData(part);
            _offset += part.Length;
            data = data[part.Length..];
            if (_offset == end)
                _hasher.GetHashAndReset(_hashes.AsSpan((int)(piece * _algorithm.Length())));
        }
    }

    /// <exception cref="InvalidOperationException">Bytes are missing.</exception>
    public PieceHashes Finish() =>
        _offset == _map.Size
            ? new PieceHashes(_map, _algorithm, _hashes)
            : throw new InvalidOperationException("There are fewer bytes than the file has.");

    public void Dispose() => _hasher.Dispose();
}
