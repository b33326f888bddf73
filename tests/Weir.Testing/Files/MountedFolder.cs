using Weir.Testing.Processes;

namespace Weir.Testing.Files;

/// <summary>A small file system of its own in memory (tmpfs), for disks that are full or cannot be written.</summary>
public sealed class MountedFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private MountedFolder(TemporaryFolder mountPoint)
    {
        _mountPoint = mountPoint;
    }

    public string Path => _mountPoint.Path;

    /// <summary>The path of a name within the folder.</summary>
    public string this[string name] => _mountPoint[name];

    /// <param name="options">Those of <c>mount -t tmpfs -o</c>, such as <c>size=8m</c> or <c>ro</c>.</param>
    /// <returns>Null where this user may not mount.</returns>
    public static async Task<MountedFolder?> MountAsync(string options)
    {
        var mountPoint = new TemporaryFolder();
        var result = await ProgramProcess.RunAsync(
            "mount",
            ["-t", "tmpfs", "-o", options, "weir-test", mountPoint.Path]
        );
        if (result.ExitCode == 0)
            return new MountedFolder(mountPoint);
        mountPoint.Dispose();
        return null;
    }

    public IReadOnlyList<string> Names() => _mountPoint.Names();

    /// <summary>Writes a file until there is no room left.</summary>
    public void Fill(string name)
    {
        using var file = File.OpenHandle(this[name], FileMode.CreateNew, FileAccess.Write);
        var bytes = new byte[64 << 10];
        try
        {
            for (var offset = 0L; ; offset += bytes.Length)
                RandomAccess.Write(file, bytes, offset);
        }
        catch (IOException)
        {
            // That is what it was for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ProgramProcess.RunAsync("umount", ["-l", Path]);
        _mountPoint.Dispose();
    }
}
