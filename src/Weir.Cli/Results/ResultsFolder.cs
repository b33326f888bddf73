using System.Text;
using Weir.Analysis.Reports;
using Weir.Analysis.Runs;
using Weir.Cli.Mistakes;
using Weir.Measurements.Csv;

namespace Weir.Cli.Results;

/// <summary>
/// The folder of <c>--out</c>: <c>clients.csv</c> and <c>runs.csv</c>, to which runs are appended, and <c>report.html</c>
/// of the runs of this process; and in <c>logs</c> what each client did in all of its runs.
/// </summary>
/// <remarks>Each file is replaced as a whole, so that a reader never sees half of one. One thread at a time.</remarks>
internal sealed class ResultsFolder
{
    private readonly List<RunOutcome> _runs = [];
    private readonly ClientLogs _logs;
    private readonly string _clientsBefore;
    private readonly string _runsBefore;

    private ResultsFolder(string path)
    {
        Path = path;
        _logs = new ClientLogs(System.IO.Path.Combine(path, ClientLogs.FolderName));
        _clientsBefore = Before(ClientsCsv.FileName, ClientsCsv.Header);
        _runsBefore = Before(RunsCsv.FileName, RunsCsv.Header);
    }

    public string Path { get; }

    /// <summary>Makes the folder when it is missing, and proves that it can be written before anybody waits for results.</summary>
    /// <exception cref="MistakeException">It cannot be used.</exception>
    public static ResultsFolder Open(string path)
    {
        if (path.Length == 0)
            throw MistakeException.Usage("--out is empty; name a folder");
        try
        {
            Directory.CreateDirectory(path);
            using (
                new FileStream(
                    System.IO.Path.Combine(path, $".weir-{Environment.ProcessId}"),
                    FileMode.Create,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0,
                    FileOptions.DeleteOnClose
                )
            )
                return new ResultsFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"--out {path} cannot be written; {error.Message}");
        }
    }

    /// <summary>Adds a run, or puts it in the place of the one with its id, and writes the files.</summary>
    /// <returns>Why they could not be written; null when they were.</returns>
    public string? Write(RunOutcome outcome) => Write([outcome]);

    /// <inheritdoc cref="Write(RunOutcome)"/>
    public string? Write(IReadOnlyList<RunOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            var known = _runs.FindIndex(run => run.Run.Id == outcome.Run.Id);
            if (known < 0)
                _runs.Add(outcome);
            else
                _runs[known] = outcome;
        }

        try
        {
            _logs.Write(outcomes);
            var rows = _runs.SelectMany(run => run.Clients).Select(ClientsCsv.Line);
            Replace(ClientsCsv.FileName, _clientsBefore + string.Concat(rows));
            Replace(RunsCsv.FileName, _runsBefore + string.Concat(_runs.Select(run => RunsCsv.Line(run.Run))));
            Replace(RunReport.FileName, RunReport.Draw(_runs));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>What a table holds of earlier runs, with its header.</summary>
    private string Before(string name, string header)
    {
        var path = System.IO.Path.Combine(Path, name);
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        if (text.Length == 0)
            return header;
        using var lines = new StringReader(text);
        if (lines.ReadLine() + CsvText.LineEnd != header)
            throw MistakeException.Target($"--out: {path} has other columns; name another folder");
        return text.EndsWith('\n') ? text : text + CsvText.LineEnd;
    }

    private void Replace(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        var fresh = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(fresh, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(fresh, path, overwrite: true);
    }
}
