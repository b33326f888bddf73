using Weir.Transport.Linux;

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
        return roots.Any(root => IsWithin(folder, Path.GetFullPath(root)) || LiesWithin(folder, root)) ? null : folder;
    }

    /// <summary>
    /// Whether a folder that may not be there yet would come to lie in <paramref name="root"/>, whatever links lead to
    /// either: the kernel is asked for each folder above it which one it is.
    /// </summary>
    private static bool LiesWithin(string path, string root)
    {
        if (FileStatus.Of(root) is not { } wanted)
            return false;
        var place = path;
        while (FileStatus.Of(place) is null && Path.GetDirectoryName(place) is { } above)
            place = above;
        FileStatus? below = null;
        for (; FileStatus.Of(place) is { } here && here != below; place += "/..")
        {
            if (here == wanted)
                return true;
            below = here;
        }

        return false;
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) || path == folder;
}
