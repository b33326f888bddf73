using Weir.Measurements.Units;
using Weir.Testing.Files;

[assembly: AssemblyFixture(typeof(Weir.InteropTests.Getting.LargeFiles))]

namespace Weir.InteropTests.Getting;

/// <summary>The large files that tests share, each made when it is first asked for.</summary>
public sealed class LargeFiles : IDisposable
{
    /// <summary>The largest file, and as much again or the targets of 25 clients.</summary>
    private static readonly ByteSize Room = 5 * ByteSize.GiB;

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory(Room);
    private readonly Lazy<LargeFile> _gibibyte;
    private readonly Lazy<LargeFile> _hundred;
    private readonly Lazy<LargeFile> _middle;

    public LargeFiles()
    {
        _gibibyte = new(() => LargeFile.Make(_folder["served/gibibyte.bin"], ByteSize.GiB));
        _hundred = new(() => LargeFile.Make(_folder["served/hundred.bin"], 100 * ByteSize.MB));
        _middle = new(() => LargeFile.Make(_folder["served/middle.bin"], 64 * ByteSize.MiB));
    }

    internal LargeFile Gibibyte => _gibibyte.Value;

    internal LargeFile Hundred => _hundred.Value;

    /// <summary>64 MiB.</summary>
    internal LargeFile Middle => _middle.Value;

    /// <summary>A folder of one test's own beside the files.</summary>
    internal TemporaryFolder NewFolder() => _folder.Within();

    public void Dispose() => _folder.Dispose();
}
