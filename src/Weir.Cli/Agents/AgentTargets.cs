using Weir.Agent.Jobs;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Probes.Probing;

namespace Weir.Cli.Agents;

/// <summary>
/// Reads what an agent is to measure: a URL is a download, and one with braces a single download from several sources;
/// anything else is a path to probe, and one with braces several of them.
/// </summary>
internal static class AgentTargets
{
    /// <param name="name">What records call the target; only for a single one.</param>
    /// <exception cref="MistakeException">The arguments are wrong.</exception>
    public static IReadOnlyList<AgentTarget> Read(IReadOnlyList<string> arguments, Checksum? checksum, string? name)
    {
        var targets = arguments.SelectMany(argument => Read(argument, checksum)).ToList();
        if (targets.Count == 0)
            throw MistakeException.Usage(
                "nothing to measure; name URLs to download or HOST:PORT to probe, as in weir agent http://HOST:PORT/FILE"
            );
        if (checksum is not null && !targets.OfType<DownloadTarget>().Any())
            throw MistakeException.Usage("--checksum is of no use without a URL to download");
        if (targets.GroupBy(target => target.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw MistakeException.Usage($"{same.Key} is given more than once; give it once");
        if (name is null)
            return targets;
        return targets is [var only]
            ? [only with { Name = name }]
            : throw MistakeException.Usage($"--target names one target, but there are {targets.Count}; leave it out");
    }

    private static IEnumerable<AgentTarget> Read(string argument, Checksum? checksum)
    {
        if (!SourcePattern.TryExpand(argument, out var expanded, out var problem))
            throw MistakeException.Usage(problem);
        if (!argument.Contains("://", StringComparison.Ordinal))
            return expanded.Select(Path);
        var sources = expanded.Select(Source).ToList();
        return [new DownloadTarget(sources[0].PublicUrl, sources, checksum)];
    }

    private static SourceAddress Source(string url) =>
        SourceAddress.TryParse(url, out var source, out var mistake)
            ? source
            : throw MistakeException.Usage($"{url} {mistake}");

    private static PathTarget Path(string text) =>
        ProbeTarget.TryParse(text, out var target, out var problem)
            ? new PathTarget(target.ToString(), target)
            : throw MistakeException.Usage(problem);
}
