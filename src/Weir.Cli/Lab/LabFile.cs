using Weir.Cli.Mistakes;
using Weir.Cli.Terminal;
using Weir.Content.Generation;
using Weir.Content.Hashes;
using Weir.Measurements.Units;

namespace Weir.Cli.Lab;

/// <summary>The file that the lab serves: made once, kept between runs with its hash beside it.</summary>
internal sealed record LabFile(string Folder, string Name, ByteSize Size, Checksum Checksum)
{
    private const int Seed = 1;

    /// <summary>Files that have not changed for long may be kept for long by a cache (RFC 9111 4.2.2), as these may.</summary>
    private static readonly DateTime LastChange = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Where a user's programs keep what they can make again (XDG Base Directory Specification).</summary>
    public static string DefaultFolder =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.Create
            ),
            "weir",
            "lab"
        );

    /// <summary>The kept file, or a new one.</summary>
    public static async Task<LabFile> PrepareAsync(
        string folder,
        ByteSize size,
        Action<string> say,
        CancellationToken cancellation
    )
    {
        var (whole, rest) = Math.DivRem(size.Bytes, ByteSize.MiB.Bytes);
        var name = rest == 0 ? $"lab-{whole}MiB.bin" : $"lab-{size.Bytes}.bin";
        var path = Path.Combine(folder, name);
        try
        {
            Directory.CreateDirectory(folder);
            if (Kept(path, size) is { } kept)
                return new LabFile(folder, name, size, kept);
            say($"making a test file of {size}: {HomePath.Short(path)}");
            await TestFile.WriteAsync(path, size, Seed, cancellation);
            File.SetLastWriteTimeUtc(path, LastChange);
            var checksum = await HashAsync(path, cancellation);
            await File.WriteAllTextAsync(HashPath(path), $"{checksum.Hex}  {name}\n", cancellation);
            return new LabFile(folder, name, size, checksum);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target(
                $"the lab's file {path} cannot be made: {error.Message}; name another folder with --folder"
            );
        }
    }

    private static string HashPath(string path) => path + ".sha256";

    private static Checksum? Kept(string path, ByteSize size)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != size.Bytes || !File.Exists(HashPath(path)))
            return null;
        var hex = File.ReadAllText(HashPath(path)).Split(' ')[0];
        return Checksum.TryParse($"sha256:{hex}", out var checksum, out _) ? checksum : null;
    }

    private static async Task<Checksum> HashAsync(string path, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(path);
        var hash = await System.Security.Cryptography.SHA256.HashDataAsync(stream, cancellation);
        return new Checksum(HashAlgorithmKind.Sha256, hash);
    }
}
