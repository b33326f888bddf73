using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Downloads.Explaining;

/// <summary>Puts into sentences why a download went as it did. Pure.</summary>
internal static class Explanation
{
    /// <summary>A source under this part of the fastest one is called slow.</summary>
    private const double Slow = 1 / 3.0;

    public static IReadOnlyList<string> Of(TransferRecord record, IReadOnlyList<SourceStory> stories)
    {
        var names = Names(stories);
        var lines = new List<string>();
        for (var i = 0; i < stories.Count; i++)
            lines.AddRange(Connections(names[i], stories[i]));
        lines.AddRange(Redirects(names, stories));
        lines.AddRange(SlowOnes(names, stories));
        lines.AddRange(Liars(names, stories));
        lines.AddRange(Failures(record, names, stories));
        for (var i = 0; i < stories.Count; i++)
            if (IsUseful(stories[i]))
                lines.Add(Verdict(names[i], stories[i]));
        lines.Add(InShort(record, stories));
        return lines;
    }

    private static IEnumerable<string> Connections(string name, SourceStory story)
    {
        if (story.Connections == 0)
            yield break;
        var count = story.Connections == 1 ? "1 connection" : $"{story.Connections} connections at most";
        yield return story.Count is { } why ? $"{name}: {count}; {why}" : $"{name}: {count}";
    }

    private static IEnumerable<string> Redirects(string[] names, IReadOnlyList<SourceStory> stories)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (stories[i].LedTo is { } target)
                yield return $"redirect: {names[i]} led to {target}";
            if (stories[i].Record.Address is { } addresses && addresses.Contains(", ", StringComparison.Ordinal))
                yield return $"addresses: {names[i]} was reached at {addresses}";
        }
    }

    private static IEnumerable<string> SlowOnes(string[] names, IReadOnlyList<SourceStory> stories)
    {
        var fastest = stories.Max(s => s.Record.Throughput?.BytesPerSecond) ?? 0;
        for (var i = 0; i < names.Length; i++)
            if (
                IsUseful(stories[i])
                && stories[i].Record.Throughput is { } rate
                && rate.BytesPerSecond < fastest * Slow
            )
                yield return $"slow: {names[i]} with {rate}, the fastest had {BitRate.FromBytesPerSecond(fastest)}";
    }

    private static IEnumerable<string> Liars(string[] names, IReadOnlyList<SourceStory> stories)
    {
        for (var i = 0; i < names.Length; i++)
            if (stories[i].Record is { State: SourceState.Rejected, Reason: { } reason })
                yield return $"rejected: {names[i]}: {reason}";
    }

    private static IEnumerable<string> Failures(
        TransferRecord record,
        string[] names,
        IReadOnlyList<SourceStory> stories
    )
    {
        var failures = stories.Sum(s => s.Record.Failures);
        var lost = stories.Aggregate(TimeSpan.Zero, (sum, story) => sum + story.Lost);
        if (failures == 0 && record.WastedBytes == 0 && lost == TimeSpan.Zero)
        {
            yield return "failures: none, and nothing was fetched in vain";
            yield break;
        }
        yield return $"failures: {failures}; {new ByteSize(record.WastedBytes)} fetched in vain, "
            + $"{Durations.Format(lost)} of its sources' time lost";
        for (var i = 0; i < names.Length; i++)
            if (stories[i] is { Record.Failures: > 0 and var times, LastFailure: { } reason })
                yield return $"failures: {names[i]} {times}, the last: {reason}; {Durations.Format(stories[i].Lost)} lost";
    }

    private static string Verdict(string name, SourceStory story)
    {
        var (verdict, why) = PathRule.Judge(story.Path);
        var rate = story.Record.Throughput is { } throughput ? $"{throughput}, " : "";
        return $"verdict: {name}: {rate}{PathRule.Name(verdict)} ({why})";
    }

    private static string InShort(TransferRecord record, IReadOnlyList<SourceStory> stories)
    {
        var fetched = new ByteSize(record.Bytes - record.ResumedBytes);
        var time = Durations.Format(record.Duration ?? TimeSpan.Zero);
        var most = stories
            .Where(IsUseful)
            .GroupBy(s => PathRule.Judge(s.Path).Verdict)
            .MaxBy(g => g.Sum(s => s.Record.Bytes));
        var narrow = most?.Key switch
        {
            null => "no source brought anything",
            PathVerdict.ServerLimited => "the servers were the narrow place: further mirrors would help",
            PathVerdict.PathLossy => "the path loses packets: nearer mirrors would help",
            PathVerdict.ReceiverLimited => "this side was the narrow place: its limit, or its disk",
            _ => "nothing tells what the narrow place was",
        };
        return $"in short: {fetched} in {time}, {record.Throughput ?? BitRate.Zero} from "
            + $"{stories.Count(IsUseful)} of {stories.Count} sources; {narrow}";
    }

    /// <summary>It brought bytes of the file that was meant.</summary>
    private static bool IsUseful(SourceStory story) => story.Record is { Bytes: > 0, State: not SourceState.Rejected };

    /// <summary>Host and port where that tells the sources apart, else the whole URL.</summary>
    private static string[] Names(IReadOnlyList<SourceStory> stories)
    {
        var names = stories.Select(s => new Uri(s.Record.Url).Authority).ToArray();
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : [.. stories.Select(s => s.Record.Url)];
    }
}
