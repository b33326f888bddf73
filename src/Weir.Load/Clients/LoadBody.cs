using System.Security.Cryptography;
using Weir.Content.Hashes;

namespace Weir.Load.Clients;

/// <summary>What becomes of the bytes that a client gets: hashed while hot, then dropped or kept in a file.</summary>
internal sealed class LoadBody : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly FileStream? _file;

    private LoadBody(IncrementalHash hash, FileStream? file)
    {
        _hash = hash;
        _file = file;
    }

    /// <param name="path">Where to keep it; null to drop it.</param>
    /// <param name="fault">Why the file cannot be written, in a clause.</param>
    public static LoadBody? Open(HashAlgorithmKind algorithm, string? path, out string? fault)
    {
        fault = null;
        try
        {
            return new LoadBody(algorithm.CreateHasher(), path is null ? null : Create(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = $"{path} cannot be written; {error.Message}";
            return null;
        }
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <returns>Why it could not be kept, in a clause; null when it was.</returns>
    public string? Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        try
        {
            _file?.Write(bytes);
            return null;
        }
        catch (IOException error)
        {
            return $"{_file!.Name} cannot be written; {error.Message}";
        }
    }

    /// <summary>The hash of all that was added, in lower-case hex; once.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose()
    {
        _hash.Dispose();
        _file?.Dispose();
    }
}
