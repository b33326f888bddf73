using System.Globalization;
using Weir.Agent.Delivery;
using Weir.Agent.Schedule;
using Weir.Cli.Arguments;
using Weir.Collector.Storage;
using Weir.Downloads.Sources;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Proxy.Forwarding;

namespace Weir.Cli.Menu;

/// <summary>What can be wrong with an answer, by the parsers of the commands; null when nothing is.</summary>
internal static class Checks
{
    public static bool IsYes(string answer) => answer is "y" or "Y" or "yes";

    public static string? YesOrNo(string answer) =>
        IsYes(answer) || answer is "n" or "N" or "no" ? null : $"\"{answer}\" is neither; type y or n";

    public static string? Port(string answer) => Number(answer, 1, 65535, "a port");

    public static Func<string, string?> Count(int most) => answer => Number(answer, 1, most, "a number");

    public static string? ExistingPath(string answer) =>
        Directory.Exists(answer) || File.Exists(answer)
            ? null
            : $"there is no {answer} here; name a folder or a file that is there";

    public static string? ExistingFile(string answer) =>
        File.Exists(answer) ? null : $"there is no file {answer}; name one that is there";

    public static string? NewFile(string answer) =>
        Directory.Exists(answer) ? $"{answer} is a folder; name a file"
        : Path.GetDirectoryName(Path.GetFullPath(answer)) is { } folder && !Directory.Exists(folder)
            ? $"the folder {folder} does not exist; make it first"
        : null;

    public static string? Folder(string answer) => File.Exists(answer) ? $"{answer} is a file; name a folder" : null;

    public static string? Url(string answer) =>
        SourceAddress.TryParse(answer, out _, out var mistake) ? null : $"{answer} {mistake}";

    /// <summary>Several URLs with spaces between them, patterns among them.</summary>
    public static string? Urls(string answer) => Each(answer, Url);

    /// <summary>A URL, or a reflector.</summary>
    public static string? Target(string answer) => IsUrl(answer) ? Url(answer) : Reflector(answer);

    public static string? Targets(string answer) => Each(answer, Target);

    public static string? Reflector(string answer) =>
        ProbeTarget.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? Upstream(string answer) =>
        UpstreamAddress.TryParse(answer, out _, out var problem) ? null : problem;

    /// <summary>URLs of a file, or the one local file that describes it.</summary>
    public static string? UrlsOrFile(string answer) => File.Exists(answer) ? null : Urls(answer);

    public static IEnumerable<string> UrlsOrFileWords(string answer) =>
        File.Exists(answer) ? [MenuStep.Path(answer)] : Words(answer);

    public static string? HostPort(string answer) =>
        RelayList.TryParse([$"1={answer}"], out _, out var problem) ? null : problem;

    public static string? Listen(string answer) =>
        ListenList.TryParse([answer], out _, out var problem) ? null : problem;

    public static string? Size(string answer) => ByteSize.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? Rate(string answer) => BitRate.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? Duration(string answer) =>
        Durations.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? Percent(string answer) =>
        Percentage.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? Checksum(string answer) =>
        Content.Hashes.Checksum.TryParse(answer, out _, out var problem) ? null : problem;

    public static string? LabSize(string answer) =>
        !ByteSize.TryParse(answer, out var size, out var problem) ? problem
        : size < ByteSize.MiB ? $"{answer} is too small to see anything; give 1MiB or more"
        : null;

    public static string? Every(string answer) =>
        !Durations.TryParse(answer, out var every, out var problem) ? problem
        : every < ScheduleOptions.ShortestEvery
            ? $"{answer} is too short; write {Durations.Format(ScheduleOptions.ShortestEvery)} or more"
        : null;

    public static string? Collector(string answer) =>
        CollectorAddress.TryParse(answer, out _, out var mistake) ? null : $"{answer} {mistake}";

    public static string? StoreOrCollector(string answer) =>
        IsUrl(answer) ? Collector(answer)
        : !StoreAddress.TryParse(answer, out var store, out var problem)
            ? $"{problem}, or the http(s) URL of a collector"
        : store is StoreAddress.Sqlite { File: var file } ? ExistingFile(file)
        : null;

    public static string? Pin(string answer) =>
        answer.StartsWith("sha256:", StringComparison.Ordinal)
            ? null
            : "write it as sha256:HEX, as the collector prints it";

    public static bool IsUrl(string answer) => answer.Contains("://", StringComparison.Ordinal);

    public static bool IsHttps(string answer) => answer.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<string> Words(string answer) =>
        answer.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Each(string answer, Func<string, string?> check)
    {
        foreach (var word in Words(answer))
        {
            if (!SourcePattern.TryExpand(word, out var expanded, out var problem))
                return problem;
            if (expanded.Select(check).FirstOrDefault(wrong => wrong is not null) is { } first)
                return first;
        }

        return null;
    }

    private static string? Number(string answer, int least, int most, string what) =>
        int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? null
            : $"\"{answer}\" is not {what} from {least} to {most}";
}
