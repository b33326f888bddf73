using System.Text;
using Weir.Cli.Mistakes;
using Weir.Measurements.Csv;
using Weir.Measurements.Records;

namespace Weir.Cli.Probing;

/// <summary>The file of <c>--csv</c>: probes are appended, the header stands once at its top.</summary>
internal sealed class ProbeCsvFile(string path, TimeProvider time)
{
    /// <summary>Another <c>weir probe</c> that writes to the same file is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Finds out before the measurement that the file cannot take it.</summary>
    /// <exception cref="MistakeException">Exit code 4, with the reason.</exception>
    public Task CheckAsync(CancellationToken cancellation)
    {
        if (path.Length == 0)
            throw MistakeException.Usage("--csv is empty; name the file to append to");
        if (Directory.Exists(path))
            throw MistakeException.Target($"--csv {path} is a folder; name a file in it");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw MistakeException.Target($"--csv: the folder {folder} does not exist; make it first");
        return AppendAsync([], cancellation);
    }

    /// <exception cref="MistakeException">Exit code 4, with the reason.</exception>
    public async Task AppendAsync(IReadOnlyList<ProbeRecord> records, CancellationToken cancellation)
    {
        try
        {
            using var file = await OpenAsync(cancellation);
            var text = new StringBuilder(Beginning(file));
            foreach (var record in records)
                text.Append(ProbeCsv.Line(record));
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"--csv {path} cannot be written; {error.Message}");
        }
    }

    /// <summary>Alone in the file (flock), so that two that begin it at once write one header.</summary>
    private async Task<FileStream> OpenAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(started) < Patience && File.Exists(path))
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    /// <summary>What comes before the first new line: the header, a line end that is missing, or nothing.</summary>
    private string Beginning(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
            return ProbeCsv.Header;
        var expected = ProbeCsv.Header.TrimEnd();
        var head = new byte[expected.Length];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !Matches(head, expected))
            throw MistakeException.Target(
                $"--csv {path} holds something else than probes of this version; name another file"
            );
        file.Seek(-1, SeekOrigin.End);
        var isEnded = file.ReadByte() == '\n';
        return isEnded ? "" : CsvText.LineEnd;
    }

    private static bool Matches(byte[] head, string expected) => Encoding.UTF8.GetString(head) == expected;
}
