using Weir.Measurements.Units;

namespace Weir.Testing.Files;

/// <summary>An empty folder of a test's own, gone with all its content at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("weir-test-").FullName) { }

    private TemporaryFolder(string path)
    {
        Path = path;
    }

    public string Path { get; }

    /// <summary>A folder in memory when there is room for so much, else where all temporary folders are.</summary>
    public static TemporaryFolder InMemory(ByteSize room) =>
        HasRoom(room)
            ? new(Directory.CreateDirectory($"{Memory}/weir-test-{System.IO.Path.GetRandomFileName()}").FullName)
            : new();

    /// <summary>Another temporary folder, within this one.</summary>
    public TemporaryFolder Within() =>
        new(Directory.CreateDirectory(this[System.IO.Path.GetRandomFileName()]).FullName);

    /// <summary>The path of a name within the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>The names that are in the folder, sorted.</summary>
    public IReadOnlyList<string> Names() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Path)
                .Select(p => System.IO.Path.GetFileName(p))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <remarks>What lies there is taken from memory, of which the programs under test need their share too.</remarks>
    private static bool HasRoom(ByteSize room)
    {
        if (!Directory.Exists(Memory))
            return false;
        var drive = new DriveInfo(Memory);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return drive.DriveFormat == "tmpfs" && drive.AvailableFreeSpace >= room.Bytes && memory >= 3 * room.Bytes;
    }
}
