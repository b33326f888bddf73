namespace Weir.Origin.Files;

/// <summary>One line of a listing.</summary>
internal sealed record FolderEntry(string Name, bool IsFolder, long Size, DateTimeOffset LastModified)
{
    /// <summary>Folders come first, then by name.</summary>
    public static int Compare(FolderEntry a, FolderEntry b) =>
        a.IsFolder != b.IsFolder ? (a.IsFolder ? -1 : 1) : string.CompareOrdinal(a.Name, b.Name);
}
