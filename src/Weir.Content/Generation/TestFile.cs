using System.Buffers;
using Weir.Measurements.Units;

namespace Weir.Content.Generation;

/// <summary>Files to test with: as large as wanted, and the same wherever the seed is the same.</summary>
public static class TestFile
{
    /// <summary>Writes the first bytes of <see cref="TestBytes"/>; whoever reads the path sees all of them or none.</summary>
    /// <remarks>
    /// The file is written beside its place under a name of its own and then renamed; an existing file is replaced.
    /// </remarks>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">Nothing is left behind.</exception>
    public static void Write(string path, ByteSize size, long seed, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(size.Bytes, nameof(size));
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            WriteThrough(unfinished, size.Bytes, seed, cancellation);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>As <see cref="Write"/>, on a thread of the pool.</summary>
    public static Task WriteAsync(string path, ByteSize size, long seed, CancellationToken cancellation = default) =>
        Task.Run(() => Write(path, size, seed, cancellation), cancellation);

    private static void WriteThrough(string path, long size, long seed, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)ByteSize.MiB.Bytes);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: size);
            for (long offset = 0; offset < size; )
            {
                cancellation.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, size - offset));
                TestBytes.Fill(part, offset, seed);
                RandomAccess.Write(file, part, offset);
                offset += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
