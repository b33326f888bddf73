namespace Weir.Testing.Files;

/// <summary>An empty folder of a test's own, gone with all its content at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("weir-test-").FullName;
    }

    public string Path { get; }

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
}
