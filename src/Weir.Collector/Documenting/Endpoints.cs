using System.Text.Json.Nodes;
using Weir.Collector.Api;
using static Weir.Collector.Documenting.Forms;

namespace Weir.Collector.Documenting;

/// <summary>All that the collector answers, but for the files of its page. A new endpoint is one entry more.</summary>
internal static class Endpoints
{
    private const string Root = "/api/v1";
    private const string TooLarge = "More than one request may bring; send several";
    private const string UnknownCoding = "A Content-Encoding other than gzip and identity";

    public static IReadOnlyList<Endpoint> All =>
        [
            new("POST", $"{Root}/measurements", "Store records; answered once they are durable")
            {
                Access = EndpointAccess.Write,
                Body = One(AnswerFormats.Lines, Described(Text(), "Records, one per line; gzip by Content-Encoding")),
                Answer = Json("receipt"),
                Problems =
                [
                    (400, "The body is not whole"),
                    (413, TooLarge),
                    (415, UnknownCoding),
                    (429, "This token sends more than it may; Retry-After says how long to wait"),
                    (507, "The store is full; nothing of what is not acknowledged is stored"),
                ],
            },
            new("GET", $"{Root}/measurements", "Records as they were sent, by start")
            {
                Parameters = [.. Parameters.Filter, "kind", "cursor", "limit"],
                Answer = List("record"),
            },
            new("GET", $"{Root}/agents", "Who has sent what there is") { Answer = List("name") },
            new("GET", $"{Root}/targets", "What was measured") { Answer = List("name") },
            new("GET", $"{Root}/summary", "Totals, averages and percentiles of a period")
            {
                Parameters = [.. Parameters.Filter, "by"],
                Answer = List("summary"),
            },
            new("GET", $"{Root}/series", "Sums over time with their histograms, which can be merged further")
            {
                Parameters = [.. Parameters.Filter, "bucket"],
                Answer = List("rollup"),
            },
            new("GET", $"{Root}/analysis", "Congestion, level shifts and busiest hours, with their evidence")
            {
                Parameters = Parameters.Filter,
                Answer = new Dictionary<string, JsonNode>(Json("analysis")) { [AnswerFormats.Csv] = Text() },
            },
            new("GET", $"{Root}/hours", "The busiest and the slowest hour of each series")
            {
                Parameters = Parameters.Filter,
                Answer = List("hours"),
            },
            new("GET", $"{Root}/episodes", "Stretches that were worse than a target's own baseline")
            {
                Parameters = Parameters.Filter,
                Answer = List("episode"),
            },
            new("GET", $"{Root}/overview", "How each target stands")
            {
                Parameters = Parameters.Filter,
                Answer = List("overview"),
            },
            new("GET", $"{Root}/bands", "Percentiles over time")
            {
                Parameters = [.. Parameters.Filter, "metric", "bucket", "by"],
                Answer = List("bands"),
            },
            new("GET", $"{Root}/smoke", "Distributions of round-trip times over time")
            {
                Parameters = [.. Parameters.Filter, "bucket"],
                Answer = List("smoke"),
            },
            new("GET", $"{Root}/heatmap", "The hours of the week")
            {
                Parameters = [.. Parameters.Filter, "metric"],
                Answer = List("heatmap"),
            },
            new("GET", $"{Root}/sources", "What each source did in all transfers")
            {
                Parameters = Parameters.Filter,
                Answer = List("source"),
            },
            new("GET", $"{Root}/runs", "Runs of several clients")
            {
                Parameters = [.. Parameters.Filter, "cursor", "limit"],
                Answer = List("record"),
            },
            new("GET", $"{Root}/runs/{{id}}", "The records of one run: its own, and its transfers")
            {
                Answer = Json("run_detail"),
                Problems = [(404, "There is no such run")],
            },
            new(
                "GET",
                $"{Root}/live",
                "What is stored and what goes on, as server-sent events; what runs is told first, with Last-Event-ID what was missed"
            )
            {
                Answer = One(EventStream, Text()),
            },
            new("POST", $"{Root}/progress", "Pass events of a running transfer on to who watches, unstored")
            {
                Access = EndpointAccess.Write,
                Body = One(AnswerFormats.Lines, Described(Text(), "The events of weir get --json")),
                Answer = Json("receipt"),
                Problems = [(400, "The body is not whole"), (413, TooLarge), (415, UnknownCoding)],
            },
            new("GET", $"{Root}/manage", "The servers whose buttons a viewer may press") { Answer = Json("manage") },
            new("GET", $"{Root}/manage/{{name}}/{{path}}", "What a managed server says of itself")
            {
                Answer = One(AnswerFormats.Json, new JsonObject()),
                Problems = ManagedProblems,
            },
            new("POST", $"{Root}/manage/{{name}}/{{path}}", "Press a button of a managed server")
            {
                Answer = One(AnswerFormats.Json, new JsonObject()),
                Problems = ManagedProblems,
            },
            new("PUT", $"{Root}/manage/{{name}}/{{path}}", "Set something of a managed server")
            {
                Body = One(AnswerFormats.Json, new JsonObject()),
                Answer = One(AnswerFormats.Json, new JsonObject()),
                Problems = ManagedProblems,
            },
            new("POST", $"{Root}/acts/{{name}}", "Start what the collector's owner offers")
            {
                Status = 202,
                Problems = [(404, "There is no such act"), (409, "It cannot start now")],
            },
            new("GET", "/session", "What who asks may do") { Access = EndpointAccess.Open, Answer = Json("session") },
            new("POST", "/session", "Sign in with a token; a cookie stands for it then")
            {
                Access = EndpointAccess.Open,
                Body = One(
                    AnswerFormats.Json,
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["token"] = Text() },
                        ["required"] = new JsonArray("token"),
                    }
                ),
                Answer = Json("session"),
                Problems = [(401, "The token is not known"), (403, "The token may not read, or another site asks")],
            },
            new("DELETE", "/session", "Sign out")
            {
                Access = EndpointAccess.Open,
                Status = 204,
                Problems = [(403, "Another site asks")],
            },
            new("GET", "/healthz", "Whether the store answers")
            {
                Access = EndpointAccess.Open,
                Answer = One("text/plain", Text()),
                Problems = [(503, "It does not")],
            },
            new("GET", "/metrics", "What the collector has done, for Prometheus")
            {
                Access = EndpointAccess.Open,
                Answer = One("text/plain", Text()),
            },
            new("GET", OpenApiDocument.Path, "This document")
            {
                Access = EndpointAccess.Open,
                Answer = One(AnswerFormats.Json, new JsonObject { ["type"] = "object" }),
            },
            new("GET", OpenApiDocument.RecordPath, "The JSON Schema of a record")
            {
                Access = EndpointAccess.Open,
                Answer = One("application/schema+json", new JsonObject { ["type"] = "object" }),
            },
        ];

    private static (int, string)[] ManagedProblems =>
        [
            (404, "There is no such server, or nothing of it that is passed on"),
            (413, "The setting is too large"),
            (502, "It cannot be reached, or does not accept the collector's token for it"),
            (504, "It did not answer in time"),
        ];

    private static JsonObject Described(JsonObject schema, string meaning)
    {
        schema["description"] = meaning;
        return schema;
    }
}
