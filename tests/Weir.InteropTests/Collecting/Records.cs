namespace Weir.InteropTests.Collecting;

/// <summary>Transfers as agents send them.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static string Transfer(string id, DateTimeOffset at, long bytes = 1_000_000, double seconds = 1) =>
        $$"""
            {"type":"transfer","schema":1,"id":"{{id}}","started_at":"{{at:O}}","agent":"site-a","target":"http://origin/f","outcome":"ok","bytes":{{bytes}},"duration_s":{{seconds}},"response_s":0.02,"throughput_bps":{{bytes
                * 8
                / seconds}}}
            """;
}
