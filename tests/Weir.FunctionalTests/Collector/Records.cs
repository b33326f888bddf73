namespace Weir.FunctionalTests.Collector;

/// <summary>Lines of NDJSON as agents send them.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static string Transfer(
        string id,
        DateTimeOffset? at = null,
        string agent = "site-a",
        string target = "http://origin/f",
        long bytes = 1000,
        string zone = "UTC"
    ) =>
        $$"""
            {"type":"transfer","id":"{{id}}","tz":"{{zone}}","started_at":"{{at ?? Start:O}}","agent":"{{agent}}","target":"{{target}}","outcome":"ok","bytes":{{bytes}},"duration_s":2,"response_s":0.5,"throughput_bps":{{bytes
                * 4}}}
            """;

    public static string Probe(string id, DateTimeOffset? at = null) =>
        $$"""
            {"type":"probe","id":"{{id}}","started_at":"{{at
                ?? Start:O}}","agent":"site-a","target":"r:862","outcome":"ok","sent":10,"lost":1,"rtt_s":{"min":0.01,"mean":0.011,"max":0.02,"histogram":[[-210,9]]},"jitter_s":0.001}
            """;
}
