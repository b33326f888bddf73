using System.Text.Json.Nodes;

namespace Weir.Collector.Documenting;

/// <summary>The parameters of questions, each once.</summary>
internal static class Parameters
{
    public static readonly string[] Period = ["from", "to", "tz"];
    public static readonly string[] Filter = [.. Period, "agent", "target"];

    public static readonly IReadOnlyDictionary<string, (string Meaning, JsonObject Schema)> All = new Dictionary<
        string,
        (string, JsonObject)
    >(StringComparer.Ordinal)
    {
        ["from"] = ("Not before: a time (RFC 3339), or a day or local time of tz", Text()),
        ["to"] = ("Before: a time (RFC 3339), or a day or local time of tz", Text()),
        ["tz"] = (
            "A time zone by its IANA name; UTC by default; of summary, hours, episodes and analysis also agent: each agent's own",
            Text()
        ),
        ["agent"] = ("Only of this agent", Text()),
        ["target"] = ("Only of this target", Text()),
        ["kind"] = ("Only records of this type", Text()),
        ["by"] = ("agent, target, hour, or several of them with commas", Text()),
        ["bucket"] = ("Width of a step, a multiple of 15m", Text()),
        ["metric"] = (
            "Of which quantity",
            new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray("rtt_s", "loss_ratio", "throughput_bps", "response_s", "jitter_s"),
            }
        ),
        ["cursor"] = ("Where the page begins: \"next\" of the page before", Text()),
        ["limit"] = (
            "Items of a page",
            new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = 10_000,
                ["default"] = 1000,
            }
        ),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
