using Weir.Cli.Mistakes;

namespace Weir.Cli.Lab;

/// <summary>
/// The lab's folder, in parts: what its servers show, what it downloads, and, where no server reaches, what it measures
/// and the token. The last two are of this lab alone until disposal: a second one at the same time takes others.
/// </summary>
internal sealed class LabFolder : IDisposable
{
    /// <summary>Labs at the same time in one folder.</summary>
    private const int MostAtOnce = 9;

    private readonly FileStream _lock;

    private LabFolder(string served, string downloads, string watch, FileStream held) =>
        (Served, Downloads, Watch, _lock) = (served, downloads, watch, held);

    public string Served { get; }

    public string Downloads { get; }

    public string Watch { get; }

    /// <summary>The file with the token of the replicas' and the proxy's control listeners; they make it.</summary>
    public string ControlToken => Path.Combine(Watch, "control.token");

    /// <exception cref="MistakeException">It cannot be made.</exception>
    public static LabFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            var served = Directory.CreateDirectory(Path.Combine(root, "files")).FullName;
            for (var number = 1; ; number++)
            {
                var suffix = number == 1 ? "" : $"-{number}";
                var watch = Path.Combine(root, "watch" + suffix);
                if (TryHold(watch, isLast: number == MostAtOnce) is not { } held)
                    continue;
                var downloads = Directory.CreateDirectory(Path.Combine(root, "downloads" + suffix)).FullName;
                return new LabFolder(served, downloads, watch, held);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target(
                $"the lab's folder {root} cannot be used: {error.Message}; name another with --folder"
            );
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>A lock of the kernel (flock), which ends with the process however it ends.</summary>
    private static FileStream? TryHold(string watch, bool isLast)
    {
        Directory.CreateDirectory(watch);
        try
        {
            return new FileStream(
                Path.Combine(watch, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException) when (!isLast)
        {
            return null;
        }
    }
}
