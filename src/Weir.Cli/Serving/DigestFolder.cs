namespace Weir.Cli.Serving;

/// <summary>Where a server keeps hashes of files across restarts: in the user's cache, and never in what it serves.</summary>
internal static class DigestFolder
{
    /// <summary>Null when the user has no cache folder, or when it lies in a root.</summary>
    /// <param name="cacheHome">XDG_CACHE_HOME; what is not absolute is ignored (XDG Base Directory 0.8).</param>
    /// <param name="home">The user's home, whose <c>.cache</c> is the default.</param>
    public static string? Find(string? cacheHome, string? home, IEnumerable<string> roots)
    {
        var cache =
            Path.IsPathRooted(cacheHome) ? cacheHome
            : string.IsNullOrEmpty(home) ? null
            : Path.Combine(home, ".cache");
        if (cache is null)
            return null;
        var folder = Path.GetFullPath(Path.Combine(cache, "weir", "digests"));
        return roots.Any(root => IsWithin(folder, Path.GetFullPath(root))) ? null : folder;
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) || path == folder;
}
