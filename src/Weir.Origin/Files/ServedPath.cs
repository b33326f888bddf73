namespace Weir.Origin.Files;

/// <summary>Which paths are served at all: rules about names, before the file system is asked.</summary>
internal static class ServedPath
{
    /// <summary>Endings of the files that a download of Weir keeps beside its target while it is unfinished.</summary>
    private static readonly string[] HiddenEndings = [".weir-part", ".weir-journal"];

    /// <summary>
    /// Makes a decoded path ("/a/b" or "/a/") relative to the root ("a/b"; the root itself is "."). False for what has a name
    /// that is not served or could leave the root.
    /// </summary>
    public static bool TryMakeRelative(string decoded, out string relative)
    {
        relative = ".";
        if (!decoded.StartsWith('/'))
            return false;
        var trimmed = decoded.AsSpan(1);
        if (trimmed.EndsWith("/"))
            trimmed = trimmed[..^1];
        if (trimmed.IsEmpty)
            return decoded.Length == 1;
        foreach (var segment in trimmed.Split('/'))
        {
            if (!IsServed(trimmed[segment]))
                return false;
        }

        relative = trimmed.ToString();
        return true;
    }

    public static bool IsServed(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.SequenceEqual(".") || name.SequenceEqual("..") || name.Contains('\0'))
            return false;
        foreach (var ending in HiddenEndings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
