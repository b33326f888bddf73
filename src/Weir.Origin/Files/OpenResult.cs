using Microsoft.Win32.SafeHandles;

namespace Weir.Origin.Files;

internal enum OpenStatus
{
    File,
    Folder,

    /// <summary>Not there, not a file, not to be read, or outside the root: the client is told the same of all.</summary>
    Missing,

    /// <summary>The disk would be needed: not on a loop.</summary>
    NotCached,

    /// <summary>The process may open no more files.</summary>
    TooManyFiles,
}

/// <summary>What is at a path.</summary>
/// <param name="Handle">Open for reading when it is a file; the caller's to dispose. Null when there is nothing.</param>
internal readonly record struct OpenResult(OpenStatus Status, SafeFileHandle? Handle, FileFacts Facts)
{
    public static OpenResult Missing => new(OpenStatus.Missing, null, default);
}
