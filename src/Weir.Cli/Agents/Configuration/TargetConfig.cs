using Weir.Agent.Jobs;
using Weir.Agent.Schedule;
using Weir.Cli.Arguments;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Measurements.Units;
using Weir.Probes.Probing;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Reads one target: <c>download</c> or <c>probe</c>, with what belongs to it.</summary>
internal static class TargetConfig
{
    /// <param name="files">What relative paths are relative to.</param>
    public static AgentTarget Read(ConfigFields fields, ScheduleOptions schedule, string files)
    {
        var name = fields.Text("name");
        var urls = fields.Texts("download");
        var path = fields.Text("probe");
        if ((urls.Count > 0) == (path is not null))
            throw new ConfigException(
                fields.Line,
                "a target has either download, with a URL or several of the same file, or probe, with what weir probe takes"
            );
        AgentTarget target = path is null ? Download(fields, name, urls) : Probe(fields, name, path);
        target = target with
        {
            Schedule = ScheduleConfig.Read(fields, schedule),
            Trust = TrustConfig.Read(fields, files),
        };
        fields.End(path is null ? "a download" : "a probe");
        return target;
    }

    private static DownloadTarget Download(ConfigFields fields, string? name, IReadOnlyList<string> urls)
    {
        var sources = urls.SelectMany(url => Expand(fields, url)).Select(url => Source(fields, url)).ToList();
        Checksum? checksum = null;
        if (fields.Text("checksum") is { } text && !Checksum.TryParse(text, out checksum, out var problem))
            throw fields.Problem("checksum", problem!);
        return new DownloadTarget(name ?? sources[0].PublicUrl, sources, checksum)
        {
            LimitRate = fields.Value<BitRate>("limit_rate", BitRate.TryParse),
            Connections = fields.Value<int>("connections", Whole(1, 64)),
        };
    }

    private static PathTarget Probe(ConfigFields fields, string? name, string path)
    {
        if (!ProbeTarget.TryParse(path, out var target, out var problem))
            throw fields.Problem("probe", problem);
        return new PathTarget(name ?? target.ToString(), target)
        {
            Count = fields.Value<int>("count", Whole(1, 1_000_000)),
            Interval = fields.Value<TimeSpan>("interval", Durations.TryParse),
            Size = fields.Value<int>("size", Whole(ProbeOptions.LeastSize(target.Protocol), 65_507)),
        };
    }

    private static IReadOnlyList<string> Expand(ConfigFields fields, string url) =>
        SourcePattern.TryExpand(url, out var expanded, out var problem)
            ? expanded
            : throw fields.Problem("download", problem);

    private static SourceAddress Source(ConfigFields fields, string url) =>
        SourceAddress.TryParse(url, out var source, out var mistake)
            ? source
            : throw fields.Problem("download", $"{url} {mistake}");

    private static ConfigFields.Reader<int> Whole(int least, int most) =>
        (string text, out int value, out string? problem) =>
        {
            var isGood = int.TryParse(text, out value) && value >= least && value <= most;
            problem = isGood ? null : $"\"{text}\" is not a whole number of {least} to {most}";
            return isGood;
        };
}
