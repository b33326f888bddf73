using System.Text;
using Weir.Analysis.Reports;
using Weir.Analysis.Runs;

namespace Weir.Cli.Results;

/// <summary>
/// A log for each client, <c>logs/NAME.log</c>: a line for each run with date, file, size, hash, time and outcome.
/// </summary>
/// <remarks>
/// Names come from whoever took part: what is no letter, digit, dot, hyphen or underscore becomes an underscore, so that none
/// leads out of the folder. A run that is told again replaces its lines. One thread at a time.
/// </remarks>
internal sealed class ClientLogs(string folder)
{
    public const string FolderName = "logs";

    private const int LongestName = 80;

    private readonly Dictionary<string, Log> _logs = new(StringComparer.Ordinal);

    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public void Write(IReadOnlyList<RunOutcome> outcomes)
    {
        var changed = new HashSet<Log>();
        foreach (var outcome in outcomes)
        {
            foreach (var client in outcome.Clients)
            {
                var log = Of(FileName(client.Client));
                log.Lines[(client.RunId, client.Client)] = ClientLogLine.Of(client, outcome.Run.StartedAt);
                changed.Add(log);
            }
        }

        Directory.CreateDirectory(folder);
        foreach (var log in changed)
            File.WriteAllText(
                log.Path,
                log.Before + string.Concat(log.Lines.Values),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            );
    }

    /// <summary>Safe on every system, and the same whatever else there is.</summary>
    internal static string FileName(string client)
    {
        var safe = string.Concat(
            client
                .Take(LongestName)
                .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_')
        );
        return $"client-{safe}.log";
    }

    private Log Of(string name)
    {
        if (_logs.TryGetValue(name, out var log))
            return log;
        var path = Path.Combine(folder, name);
        return _logs[name] = new Log(path, File.Exists(path) ? File.ReadAllText(path) : "");
    }

    private sealed class Log(string path, string before)
    {
        public string Path => path;

        /// <summary>What it held when this process began.</summary>
        public string Before => before;

        public OrderedDictionary<(string Run, string Client), string> Lines { get; } = [];
    }
}
