using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Cli.Probing;
using Weir.Cli.Screens;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Agents;

/// <summary>What an agent found, as people read it. Pure.</summary>
internal static class AgentWords
{
    /// <summary><c>lab http://h/f: 256 MiB in 2.1 s, 1.02 Gbit/s, sha-256 verified</c>.</summary>
    public static string Of(Finding finding) =>
        finding switch
        {
            TransferFinding { Record: var record } => $"{record.Agent} {record.Target}: {Of(record)}",
            ProbeFinding { Record: var record } => $"{record.Agent} {record.Target}: {Of(record)}",
            _ => finding.ToLine(),
        };

    /// <summary><c>every 5 m</c>, or that each target has times of its own.</summary>
    public static string Times(AgentOptions options)
    {
        var all = options.Targets.Select(target => target.Schedule ?? options.Schedule).Distinct().ToList();
        return all switch
        {
            [{ Cron: { } cron }] => $"at \"{cron}\"",
            [{ Windows: not null } one] => $"every {Durations.Format(one.Every)} within their windows",
            [var one] => $"every {Durations.Format(one.Every)}",
            _ => "at times of their own",
        };
    }

    /// <summary><c>1 record</c>, <c>2 records</c>.</summary>
    public static string Records(long count) => Count(count, "record");

    /// <summary><c>1 record waits</c>, <c>2 records wait</c>.</summary>
    public static string Waiting(long count) => Records(count) + (count == 1 ? " waits" : " wait");

    public static string Count(long count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string Of(TransferRecord record)
    {
        if (record.Outcome != TransferOutcome.Ok)
            return Failure(record.Outcome.ToString(), record.Error);
        var size = new ByteSize(record.Bytes);
        var proof = record.Verified switch
        {
            Verification.None => "nothing verified",
            Verification.Size => "size verified",
            _ => DownloadSummary.Proof(record, isShort: true),
        };
        return $"{size} in {Durations.Format(record.Duration ?? TimeSpan.Zero)}, {record.Throughput ?? BitRate.Zero}, {proof}";
    }

    private static string Of(ProbeRecord record) =>
        record.Outcome != ProbeOutcome.Ok
            ? Failure(record.Outcome.ToString(), record.Error)
            : $"median round trip {ProbeWords.Delay(record.Rtt?.P50)}, jitter {ProbeWords.Delay(record.Jitter)}, "
                + $"lost {record.Lost} of {record.Sent}";

    private static string Failure(string outcome, string? error)
    {
        var word = outcome.ToLowerInvariant();
        return error is null ? word : $"{word}, {error}";
    }
}
