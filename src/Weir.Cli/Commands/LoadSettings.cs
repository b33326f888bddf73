using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Load.Matrix;
using Weir.Load.Programs;
using Weir.Load.Requests;
using Weir.Load.Running;

namespace Weir.Cli.Commands;

/// <summary>What the options of <c>weir load</c> say together.</summary>
internal static class LoadSettings
{
    private static readonly TimeSpan DefaultProgramTimeout = TimeSpan.FromMinutes(10);

    /// <exception cref="MistakeException">They contradict each other, or name what is not there.</exception>
    public static LoadOptions Read(LoadCommandOptions given, ParseResult line, TimeSpan interval)
    {
        // A matrix is also written without quotes: its second term then comes as an argument.
        var arguments = line.GetValue(given.Sources) ?? [];
        var terms = (line.GetValue(given.Matrix) ?? []).SelectMany(value =>
            value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        if (!RunMatrix.TryParse([.. terms, .. arguments.Where(RunMatrix.IsTerm)], out var matrix, out var problem))
            throw MistakeException.Usage($"--matrix: {problem}");
        var sources = SourceList.Parse(
            arguments.Where(argument => !RunMatrix.IsTerm(argument)),
            "weir load http://HOST:PORT/FILE --clients 10"
        );
        var clients = line.GetValue(given.Clients);
        if (clients is not null && matrix.Clients.Count > 0)
            throw MistakeException.Usage(
                "--clients and --matrix clients=… both say how many; leave one of the two out"
            );
        if (clients is null && matrix.Clients.Count == 0)
            throw MistakeException.Usage("--clients is missing; say how many start together, as in --clients 10");
        var checksum = line.GetValue(given.Checksum);
        if (checksum is not null && matrix.Files.Count > 1)
            throw MistakeException.Usage(
                "--checksum is of one file, and --matrix names several; leave one of the two out"
            );
        return new LoadOptions
        {
            Sources = sources,
            AllSources = AllSources(given, line),
            Runs = matrix.Runs(
                clients ?? 1,
                line.GetValue(given.Rounds) ?? 1,
                line.GetValue(given.Shuffle) ? new Random() : null
            ),
            Pause = line.GetValue(given.Pause) ?? TimeSpan.Zero,
            Requests = Requests(given, line),
            Commands = Commands(given, line),
            ProgramTimeout = line.GetValue(given.Timeout) ?? DefaultProgramTimeout,
            ServerLog = line.GetValue(given.ServerLog),
            Checksum = checksum,
            Trust = given.Reporting.Trust.Read(line),
            Keep = line.GetValue(given.Keep) is { } keep ? KeepFolder(keep) : null,
            Agent = given.Reporting.AgentName(line),
            Target = line.GetValue(given.Reporting.Target),
            ProgressInterval = interval,
        };
    }

    private static bool AllSources(LoadCommandOptions given, ParseResult line)
    {
        if (!line.GetValue(given.AllSources))
            return false;
        if (line.GetValue(given.Exec) is { Length: > 0 })
            throw MistakeException.Usage(
                "--all-sources is of Weir's own clients; a program gets all sources by {urls}"
            );
        if (line.GetValue(given.Duration) is not null)
            throw MistakeException.Usage("--all-sources is of one download each; leave it or --duration out");
        return true;
    }

    private static string KeepFolder(string path)
    {
        if (path.Length == 0)
            throw MistakeException.Usage("--keep is empty; name a folder");
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MistakeException.Target($"--keep {path} cannot be made; {error.Message}");
        }
    }

    private static RequestOptions? Requests(LoadCommandOptions given, ParseResult line)
    {
        var (duration, arrivals) = (line.GetValue(given.Duration), line.GetValue(given.Arrivals));
        if (duration is null)
        {
            if (arrivals is not null)
                throw MistakeException.Usage("--arrivals needs an end; add --duration 1m");
            if (line.GetValue(given.NoKeepAlive))
                throw MistakeException.Usage(
                    "--no-keep-alive is of requests again and again; add --duration 10s or leave it out"
                );
            return null;
        }

        if (duration <= TimeSpan.Zero)
            throw MistakeException.Usage("--duration: 0 leaves no time for a request; write 10s or leave it out");
        if (line.GetValue(given.Keep) is not null)
            throw MistakeException.Usage(
                "--keep is of whole files, and with --duration the same is had again and again"
            );
        return new RequestOptions
        {
            Duration = duration.Value,
            ArrivalsPerSecond = arrivals,
            KeepsAlive = !line.GetValue(given.NoKeepAlive),
        };
    }

    private static CommandTemplate[] Commands(LoadCommandOptions given, ParseResult line)
    {
        var texts = line.GetValue(given.Exec) ?? [];
        if (texts.Length > 0 && line.GetValue(given.Duration) is not null)
            throw MistakeException.Usage("--duration and --exec: a program makes its requests itself; leave one out");
        if (texts.Length > 0 && OperatingSystem.IsWindows())
            throw MistakeException.Usage("--exec holds programs by /bin/sh, which this system has not");
        if (texts.Length == 0 && line.GetValue(given.Timeout) is not null)
            throw MistakeException.Usage("--timeout is of programs; add --exec or leave it out");
        if (line.GetValue(given.Timeout) <= TimeSpan.Zero)
            throw MistakeException.Usage("--timeout: 0 leaves a program no time; write 10m or leave it out");
        return [.. texts.Select(Command)];
    }

    private static CommandTemplate Command(string text) =>
        CommandTemplate.TryParse(text, out var command, out var problem)
            ? command
            : throw MistakeException.Usage($"--exec: {problem}");
}
