using Weir.Cli.Mistakes;
using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Content.Pieces;
using Weir.Measurements.Units;

namespace Weir.Cli.Hashing;

/// <summary>A local file and what it hashes to.</summary>
internal sealed record HashedFile(string Path, FileHashes Hashes)
{
    /// <summary>Reads the file once. Blocks.</summary>
    /// <param name="pieceSize">Null for what suits the size of the file.</param>
    /// <exception cref="MistakeException">It cannot be read, or changed meanwhile.</exception>
    public static HashedFile Read(string path, ByteSize? pieceSize, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw MistakeException.Usage($"{path} is a folder; name a file in it");
        if (!File.Exists(path))
            throw MistakeException.Usage($"{path} does not exist; name a file to hash");
        try
        {
            using var file = File.OpenHandle(path);
            var before = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
            var map = new PieceMap(before.Item1, pieceSize?.Bytes ?? PieceSizes.For(before.Item1));
            if (map.Count > MetalinkLimits.Default.Pieces)
                throw MistakeException.Usage(
                    $"--piece-size: {map.Count} pieces are more than a Metalink may have; write a larger size or leave it out"
                );
            var hashes = FileHasher.Hash(file, map, isParallel: true, cancellation: cancellation);
            return hashes is null || (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)) != before
                ? throw MistakeException.Failed($"{path} changed while it was read; try again when it is still")
                : new HashedFile(path, hashes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Failed($"{path} cannot be read; {error.Message}");
        }
    }

    /// <summary>The Metalink of this file with these addresses, the first to be used first.</summary>
    public MetalinkDocument Describe(IEnumerable<string> urls) =>
        new([
            new MetalinkFile(MetalinkName.Sanitise(System.IO.Path.GetFileName(Path)) ?? "file")
            {
                Size = Hashes.Size,
                Hashes = [Hashes.Whole],
                Pieces = Hashes.Pieces,
                Urls = [.. urls.Select((url, i) => new MetalinkUrl(url, Math.Min(i + 1, MetalinkUrl.LastPriority)))],
            },
        ]);
}
