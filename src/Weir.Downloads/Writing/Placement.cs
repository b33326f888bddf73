namespace Weir.Downloads.Writing;

/// <summary>Where a download goes: its final name, and what lies beside it while it is unfinished.</summary>
internal sealed record Placement(string Target)
{
    public string Part => Target + ".weir-part";

    public string Journal => Target + ".weir-journal";

    public static Placement At(string path) => new(Path.GetFullPath(path));

    /// <summary>Looks for what would make the download impossible before any server is asked.</summary>
    public StorageFault? Check()
    {
        if (Directory.Exists(Target))
            return new(
                StorageFaultKind.IsFolder,
                $"{Target} is a folder; name a file in it with -o {Path.Combine(Target, "FILE")}."
            );
        var folder = Path.GetDirectoryName(Target)!;
        if (File.Exists(folder))
            return new(
                StorageFaultKind.FolderMissing,
                $"{folder} is a file, not a folder; choose another place with -o."
            );
        return Directory.Exists(folder)
            ? null
            : new(
                StorageFaultKind.FolderMissing,
                $"The folder {folder} does not exist; create it first or choose another with -o."
            );
    }

    /// <summary>Gives the finished part its final name. Fails rather than replaces, unless told otherwise.</summary>
    public StorageFault? Publish(bool overwrite)
    {
        try
        {
            File.Move(Part, Target, overwrite);
            return null;
        }
        catch (Exception e) when (StorageFault.IsStorage(e))
        {
            return File.Exists(Target) && !overwrite
                ? new(StorageFaultKind.Exists, $"{Target} came into being meanwhile; move it away or use --overwrite.")
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
