using System.Security.Cryptography;
using Weir.Content.Generation;
using Weir.Measurements.Units;

namespace Weir.InteropTests.Getting;

/// <summary>A file to be served, with the hash that it must have when it arrives.</summary>
internal sealed record LargeFile(string Path, ByteSize Size, string Sha256)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>As <c>--checksum</c> takes it.</summary>
    public string Checksum => $"sha256:{Sha256}";

    /// <summary>The option with the checksum, or no option.</summary>
    public string[] ChecksumIf(bool isGiven) => isGiven ? ["--checksum", Checksum] : [];

    public static LargeFile Make(string path, ByteSize size, long seed = 1)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        TestFile.Write(path, size, seed);
        return new LargeFile(path, size, HashOf(path));
    }

    /// <summary>The same bytes in another folder, with a time of their own.</summary>
    public LargeFile CopyTo(string folder, DateTime modified)
    {
        Directory.CreateDirectory(folder);
        var copy = this with { Path = System.IO.Path.Combine(folder, Name) };
        File.Copy(Path, copy.Path);
        File.SetLastWriteTimeUtc(copy.Path, modified);
        return copy;
    }

    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
