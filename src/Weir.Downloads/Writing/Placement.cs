using System.Text;
using Weir.Transport.Linux;

namespace Weir.Downloads.Writing;

/// <summary>Where a download goes: its final name, and what lies beside it while it is unfinished.</summary>
internal sealed record Placement(string Target)
{
    /// <summary>NAME_MAX of the usual file systems; Windows counts characters instead, which are never more.</summary>
    private const int MostBytes = 255;

    public string Part => Target + ".weir-part";

    public string Journal => Target + ".weir-journal";

    public static Placement At(string path) => new(Path.GetFullPath(path));

    /// <summary>Where the journal is written anew before it takes the place of the old one.</summary>
    public static string Renewed(string journal) => journal + "-new";

    /// <summary>Looks for what would make the download impossible before any server is asked.</summary>
    public StorageFault? Check()
    {
        if (Directory.Exists(Target))
            return new(
                StorageFaultKind.IsFolder,
                $"{Target} is a folder; name a file in it with -o {Path.Combine(Target, "FILE")}"
            );
        if ((NotAFile(Target) ?? NotAFile(Journal) ?? NotAFile(Part)) is { } special)
            return special;
        var folder = Path.GetDirectoryName(Target)!;
        if (File.Exists(folder))
            return new(
                StorageFaultKind.FolderMissing,
                $"{folder} is a file, not a folder; choose another place with -o"
            );
        return Directory.Exists(folder)
            ? null
            : new(
                StorageFaultKind.FolderMissing,
                $"the folder {folder} does not exist; create it first or choose another with -o"
            );
    }

    /// <summary>Opens the journal, if there is a name left for each file that lies beside the target meanwhile.</summary>
    public Journal? OpenJournal(out StorageFault? fault)
    {
        var name = Path.GetFileName(Target);
        var length = Encoding.UTF8.GetByteCount(name);
        // No other has a longer one.
        var most = MostBytes - (Renewed(Journal).Length - Target.Length);
        fault =
            length > most && !OperatingSystem.IsWindows()
                ? new(
                    StorageFaultKind.Other,
                    $"{name} is a name of {length} bytes, which leaves none for the files beside it while it is unfinished; choose a name of at most {most} bytes with -o"
                )
                : null;
        return fault is null ? Writing.Journal.Open(Journal, out fault) : null;
    }

    /// <summary>Pipes, sockets, devices: nothing is downloaded to them, and nothing replaces them.</summary>
    private static StorageFault? NotAFile(string path)
    {
        var what = FileStatus.Of(path)?.Type switch
        {
            FileType.NamedPipe => "a named pipe",
            FileType.Socket => "a socket",
            FileType.Device => "a device",
            FileType.Other => "no regular file",
            _ => null,
        };
        if (what is not null)
            return new(StorageFaultKind.NotAFile, $"{path} is {what}, not a file; choose another name with -o");
        return OperatingSystem.IsLinux() && FileStatus.Of(path) is null && new FileInfo(path).LinkTarget is { } nothing
            ? new(
                StorageFaultKind.Exists,
                $"{path} is a symbolic link to {nothing}, which does not exist; remove it or choose another name with -o"
            )
            : null;
    }

    /// <summary>Makes a copy of the target, to be repaired in its place; a process that dies meanwhile leaves none.</summary>
    public StorageFault? CopyToPart()
    {
        var copy = Part + "-new";
        try
        {
            File.Copy(Target, copy, overwrite: true);
            File.Move(copy, Part);
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            Delete(copy);
            return StorageFault.Of(e, copy);
        }
    }

    /// <summary>Gives the finished part its final name. Fails rather than replaces, unless told otherwise.</summary>
    /// <param name="isSynced">Also waits until the name is on the disk.</param>
    public StorageFault? Publish(bool overwrite, bool isSynced)
    {
        try
        {
            File.Move(Part, Target, overwrite);
            var folder = Path.GetDirectoryName(Target)!;
            return isSynced && !FileStatus.FlushFolder(folder)
                ? new(
                    StorageFaultKind.Other,
                    $"{folder} could not be synced, so the name {Target} may not survive a power loss"
                )
                : null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return File.Exists(Target) && !overwrite
                ? new(StorageFaultKind.Exists, $"{Target} came into being meanwhile; move it away or use --overwrite")
                : StorageFault.Of(e, Target);
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            // Left for the next start, which recognises and replaces it.
        }
    }
}
