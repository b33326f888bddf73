using Weir.Cli.Terminal;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Screens;

/// <summary>What remains on the screen after a download: who delivered what, and the proof.</summary>
internal static class DownloadSummary
{
    /// <summary>Narrower screens get the hash in short, so that the proof stays on one line.</summary>
    private const int WidthOfWholeHash = 100;

    public static void Print(Output output, TransferRecord record, string target)
    {
        var to = output.Out;
        if (record.Sources.Any(s => s.Requests > 0 || s.Failures > 0))
            TextTable.Print(
                to,
                ["source", "bytes", "share", "time", "rate", "requests", "failures", "state"],
                Rows(record)
            );
        if (record.Outcome != TransferOutcome.Ok)
            return;
        var time = record.Duration ?? TimeSpan.Zero;
        var fetched = record.Bytes - record.ResumedBytes;
        to.WriteLine(
            record.Sources.All(s => s.Requests == 0)
                ? $"{new ByteSize(record.Bytes)}, already there"
                : $"{new ByteSize(fetched)} in {Durations.Format(time)}, {record.Throughput ?? BitRate.Zero}"
                    + (record.ResumedBytes > 0 ? $"; {new ByteSize(record.ResumedBytes)} were there before" : "")
                    + (record.WastedBytes > 0 ? $"; {new ByteSize(record.WastedBytes)} fetched in vain" : "")
        );
        to.WriteLine($"{Proof(record, isShort: output.IsTerminal && output.Width < WidthOfWholeHash)}: {target}");
    }

    /// <summary><c>sha-256 9f86d0… verified</c>, or what else is known.</summary>
    public static string Proof(TransferRecord record, bool isShort) =>
        record.Verified switch
        {
            Verification.Sha256 when isShort => $"sha-256 {record.Sha256![..8]}…{record.Sha256[^8..]} verified",
            Verification.Sha256 => $"sha-256 {record.Sha256} verified",
            Verification.Sha512 => "sha-512 verified",
            Verification.Sha1 => "sha-1 verified",
            Verification.Md5 => "md5 verified",
            Verification.Pieces => "all pieces verified",
            Verification.Digest => $"sha-256 {record.Sha256} verified, as the servers say it",
            Verification.Size => $"size {record.Bytes} verified, content not (give --checksum)",
            Verification.None => "nothing verified (the servers told no size; give --checksum)",
            _ => $"{record.Verified} verified",
        };

    private static IEnumerable<string[]> Rows(TransferRecord record)
    {
        var names = DownloadWords.Names([.. record.Sources.Select(s => s.Url)]);
        var all = 0L;
        foreach (var source in record.Sources)
            all += source.Bytes;
        for (var i = 0; i < names.Length; i++)
        {
            var source = record.Sources[i];
            var isTroubled = source.State is SourceState.Failed or SourceState.Rejected or SourceState.Stalled;
            yield return
            [
                names[i],
                new ByteSize(source.Bytes).ToString(),
                all == 0 ? "–" : $"{DownloadWords.Percent(source.Bytes, all)} %",
                source.Duration is { } time ? Durations.Format(time) : "–",
                source.Throughput?.ToString() ?? "–",
                $"{source.Requests}",
                $"{source.Failures}",
                DownloadWords.Name(source.State) + (isTroubled && source.Reason is { } reason ? $": {reason}" : ""),
            ];
        }
    }
}
