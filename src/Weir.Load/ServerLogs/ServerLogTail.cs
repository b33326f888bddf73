namespace Weir.Load.ServerLogs;

/// <summary>What a log gets from a moment on: a run has nothing to do with what stood there before.</summary>
internal sealed class ServerLogTail
{
    /// <summary>A hundred thousand answers.</summary>
    private const long MostBytes = 64 << 20;

    private readonly string _path;
    private readonly long _from;

    private ServerLogTail(string path, long from)
    {
        _path = path;
        _from = from;
    }

    public static ServerLogTail Of(string path) => new(path, File.Exists(path) ? new FileInfo(path).Length : 0);

    /// <summary>The answers that have been written since; none while the file is not there or cannot be read.</summary>
    public IReadOnlyList<ServerLogEntry> Read()
    {
        try
        {
            using var file = new FileStream(
                _path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            // A log that has become shorter was begun anew.
            file.Position = file.Length < _from ? 0 : Math.Max(_from, file.Length - MostBytes);
            using var text = new StreamReader(file);
            var entries = new List<ServerLogEntry>();
            while (text.ReadLine() is { } line)
            {
                if (ServerLogEntry.Parse(line) is { } entry)
                    entries.Add(entry);
            }

            return entries;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
