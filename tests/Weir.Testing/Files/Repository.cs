namespace Weir.Testing.Files;

/// <summary>Where the sources lie that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Weir.slnx</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weir.slnx")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException($"No Weir.slnx above {AppContext.BaseDirectory}.");
    }
}
