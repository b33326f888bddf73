namespace Weir.Cli.Terminal;

/// <summary>A path within the user's home as a shell takes it: help is then the same for everyone.</summary>
internal static class HomePath
{
    public static string Short(string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile).TrimEnd('/');
        return home.Length > 0 && path.StartsWith(home + "/", StringComparison.Ordinal)
            ? "~" + path[home.Length..]
            : path;
    }
}
