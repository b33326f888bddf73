using Weir.Content.Hashes;
using Weir.Origin.Files;

namespace Weir.Origin.Digests;

/// <summary>
/// Hashes on the disk, one small file for each version, so that a restart need not read terabytes again. Everything here is
/// a copy of what can be computed: what cannot be read or written is done without, what is damaged is computed anew.
/// </summary>
internal sealed class DigestStore(string folder)
{
    private const string Ending = ".digest";

    /// <summary>Of all kept hashes together; the oldest go first.</summary>
    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>Smaller files are hashed sooner than their record is found.</summary>
    private const long SmallestFile = 1024 * 1024;

    /// <summary>Between two looks at how much is kept.</summary>
    private const int WritesPerPrune = 64;

    private int _writes;

    public FileHashes? Read(in FileFacts facts)
    {
        if (facts.Size < SmallestFile)
            return null;
        try
        {
            var path = PathOf(facts);
            return File.Exists(path) ? DigestRecord.Read(File.ReadAllBytes(path), facts) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(in FileFacts facts, FileHashes hashes)
    {
        if (facts.Size < SmallestFile)
            return;
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder); // the user's own there already
            else
                Directory.CreateDirectory(
                    folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            if (Interlocked.Increment(ref _writes) % WritesPerPrune == 1)
                Prune();
            var path = PathOf(facts);
            var unfinished = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
            File.WriteAllBytes(unfinished, DigestRecord.Write(facts, hashes));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs the next start its time, and nobody a transfer.
        }
    }

    private string PathOf(in FileFacts facts) => Path.Combine(folder, DigestRecord.NameOf(facts) + Ending);

    /// <summary>Also takes away what a crash has left unfinished.</summary>
    private void Prune()
    {
        long kept = 0;
        foreach (
            var file in new DirectoryInfo(folder).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc)
        )
        {
            var isKept = file.Name.EndsWith(Ending, StringComparison.Ordinal) && (kept += file.Length) <= MostBytes;
            if (!isKept && (file.Name.EndsWith(Ending, StringComparison.Ordinal) || IsAbandoned(file)))
                file.Delete();
        }
    }

    /// <summary>Of another process: if that one is still at it, it does without.</summary>
    private static bool IsAbandoned(FileInfo file) =>
        file.Name.EndsWith(".tmp", StringComparison.Ordinal)
        && !file.Name.Contains($".{Environment.ProcessId}.", StringComparison.Ordinal);
}
