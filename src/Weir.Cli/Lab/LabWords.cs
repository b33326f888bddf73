using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Cli.Lab;

/// <summary>What the lab says when its download is done.</summary>
internal static class LabWords
{
    /// <summary>What the failures cost, against the time that the rates alone would have taken.</summary>
    public static void Cost(TextWriter to, TransferRecord record, BitRate wholeRate)
    {
        if (record.Outcome != TransferOutcome.Ok || record.Duration is not { } time)
            return;
        var ideal = wholeRate.TimeFor(new ByteSize(record.Bytes - record.ResumedBytes));
        var lost = time > ideal ? time - ideal : TimeSpan.Zero;
        var wasted = record.Bytes == 0 ? 0 : record.WastedBytes * 100.0 / record.Bytes;
        to.WriteLine(
            $"what the failures cost: {Durations.Format(lost)} more than the {Durations.Format(ideal)} that all four together need, "
                + $"and {new ByteSize(record.WastedBytes)} ({wasted:0.00} %) fetched in vain"
        );
    }

    public static void WhatNext(TextWriter to, string[] urls, LabFile file)
    {
        to.WriteLine();
        to.WriteLine("All four serve on until Ctrl+C. What to try next, in another terminal:");
        to.WriteLine($"  weir get '{Pattern(urls, file)}' -o /tmp/{file.Name} \\");
        to.WriteLine($"    --checksum sha256:{file.Checksum.Hex}");
        to.WriteLine($"  weir get {urls[0]} -o /tmp/{file.Name} --overwrite");
        to.WriteLine($"  curl -o /dev/null {urls[0]}");
        to.WriteLine("And here, while that runs: 1 pauses replica 1, r1 resumes it, e1 stops it,");
        to.WriteLine("s1 starts it again, q quits.");
        to.WriteLine();
    }

    /// <summary>The four URLs as one: their ports follow each other.</summary>
    private static string Pattern(string[] urls, LabFile file)
    {
        var (first, last) = (new Uri(urls[0]), new Uri(urls[^1]));
        return $"http://{first.Host}:{{{first.Port}..{last.Port}}}/{file.Name}";
    }
}
