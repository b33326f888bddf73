using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Weir.Collector.Dashboard;
using Weir.Collector.Documenting;
using Weir.Collector.Tokens;

namespace Weir.FunctionalTests.Collector.Documenting;

/// <summary>The document against what the collector really answers.</summary>
public sealed class OpenApiTests
{
    private static readonly Uri DocumentUrl = new("http://weir.test/openapi/v1.json");

    [Fact]
    public async Task Every_route_is_documented_and_nothing_else()
    {
        await using var collector = await RunningCollector.StartAsync();
        var page = new PageFiles().Paths.ToHashSet(StringComparer.Ordinal);
        var routes = collector
            .Routes.Where(route => !page.Contains(route.Path))
            .Select(route => $"{route.Method} {route.Path.Replace("{**", "{", StringComparison.Ordinal)}");

        Assert.Equal(
            Endpoints.All.Select(endpoint => $"{endpoint.Method} {endpoint.Path}").Order(StringComparer.Ordinal),
            routes.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_document_is_open_to_anyone_and_whole()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var document = await collector.JsonAsync("openapi/v1.json");

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        foreach (var reference in References(JsonNode.Parse(document.GetRawText())!))
        {
            var place = document;
            foreach (var part in reference.Split('/').Skip(1))
                Assert.True(place.TryGetProperty(part, out place), $"{reference} leads nowhere");
        }

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            Assert.StartsWith("/", path.Name);
            foreach (var operation in path.Value.EnumerateObject())
                Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
        }
    }

    [Fact]
    public async Task Questions_are_answered_in_each_form_that_is_documented()
    {
        await using var collector = await RunningCollector.StartAsync();
        await collector.SendAsync(
            Enumerable
                .Range(0, 60)
                .SelectMany(i =>
                    new[]
                    {
                        Transfer($"t{i}", Records.Start.AddMinutes(i * 15)),
                        Records.Probe($"p{i}", Records.Start.AddMinutes(i * 15)),
                    }
                )
                .Append(Run)
        );
        var document = await DocumentAsync(collector);
        foreach (var endpoint in Endpoints.All.Where(one => one.Method == "GET" && !one.Path.EndsWith("/live")))
        {
            if (endpoint.Path.Contains("/manage/", StringComparison.Ordinal))
                continue;
            var path = endpoint.Path.Replace("{id}", "r1", StringComparison.Ordinal)[1..];
            foreach (var (type, schema) in endpoint.Answer)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Accept.ParseAdd(type);
                using var answer = await collector.Client.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

                Assert.True((int)answer.StatusCode == endpoint.Status, $"{path}: {answer.StatusCode} {text}");
                Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
                if (type == "application/json")
                    Holds(document, endpoint, text);
                else if (type == "application/x-ndjson")
                    Assert.All(
                        text.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                        line => JsonDocument.Parse(line)
                    );
            }
        }
    }

    [Fact]
    public async Task Parameters_are_those_that_are_documented()
    {
        await using var collector = await RunningCollector.StartAsync();
        var examples = new Dictionary<string, string>
        {
            ["from"] = "2026-11-01",
            ["to"] = "2026-12-01T00:00:00Z",
            ["tz"] = "Europe/Berlin",
            ["agent"] = "a",
            ["target"] = "t",
            ["kind"] = "probe",
            ["by"] = "agent,hour",
            ["bucket"] = "1h",
            ["metric"] = "rtt_s",
            ["limit"] = "5",
        };
        Assert.Equal(Parameters.All.Keys.Order(), examples.Keys.Append("cursor").Order());
        foreach (var endpoint in Endpoints.All.Where(one => one.Parameters.Count > 0))
        {
            var query = string.Join(
                '&',
                endpoint.Parameters.Where(examples.ContainsKey).Select(name => $"{name}={examples[name]}")
            );
            var (status, text) = await collector.GetAsync($"{endpoint.Path[1..]}?{query}");
            Assert.True(status == HttpStatusCode.OK, $"{endpoint.Path}?{query}: {status} {text}");
        }
    }

    [Fact]
    public async Task What_needs_a_token_says_so()
    {
        await using var collector = await RunningCollector.StartAsync(TokenScopes.None);
        var document = await DocumentAsync(collector);
        foreach (var endpoint in Endpoints.All.Where(one => one.Access is not EndpointAccess.Open))
        {
            var path = endpoint.Path.Replace("{id}", "1").Replace("{name}", "1").Replace("{path}", "replicas");
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path[1..]);
            if (endpoint.Method != "GET")
                request.Content = new StringContent("");
            using var answer = await collector.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{endpoint.Path}: {answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(Evaluate(document, "/components/schemas/problem", text).IsValid, text);
            var responses = document["paths"]![endpoint.Path]![endpoint.Method.ToLowerInvariant()]!["responses"]!;
            Assert.NotNull(responses["401"]);
            Assert.NotNull(responses["403"]);
        }
    }

    [Fact]
    public async Task A_receipt_is_as_documented()
    {
        await using var collector = await RunningCollector.StartAsync();
        var document = await DocumentAsync(collector);
        foreach (var lines in new[] { [Records.Transfer("1")], new[] { "nonsense", Records.Transfer("1") } })
            Assert.True(Evaluate(document, "/components/schemas/receipt", await collector.SendAsync(lines)).IsValid);
    }

    private static void Holds(JsonNode document, Endpoint endpoint, string text)
    {
        var place =
            $"/paths/{endpoint.Path.Replace("~", "~0").Replace("/", "~1")}/get/responses/{endpoint.Status}"
            + "/content/application~1json/schema";
        var result = Evaluate(document, place, text);
        var faults = (result.Details ?? [])
            .Where(detail => detail.Errors is { Count: > 0 })
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}"));
        Assert.True(result.IsValid, $"{endpoint.Path}: {string.Join("; ", faults.Take(5))}: {text}");
    }

    /// <summary>By the schema at a place of the document.</summary>
    private static EvaluationResults Evaluate(JsonNode document, string place, string text)
    {
        // The parts that schemas refer to come along.
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["components"] = document["components"]!.DeepClone(),
            ["allOf"] = new JsonArray(At(document, place).DeepClone()),
        };
        using var instance = JsonDocument.Parse(text);
        return Schemas.Evaluate(schema, instance.RootElement);
    }

    private static JsonNode At(JsonNode document, string place) =>
        place.Split('/').Skip(1).Aggregate(document, (node, part) => node[part.Replace("~1", "/").Replace("~0", "~")]!);

    private static async Task<JsonNode> DocumentAsync(RunningCollector collector) =>
        JsonNode.Parse((await collector.GetAsync(DocumentUrl.AbsolutePath[1..])).Text)!;

    private static IEnumerable<string> References(JsonNode node) =>
        node switch
        {
            JsonObject fields => fields.SelectMany(field =>
                field is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()]
                : field.Value is null ? []
                : References(field.Value)
            ),
            JsonArray items => items.SelectMany(item => item is null ? [] : References(item)),
            _ => [],
        };

    private static string Transfer(string id, DateTimeOffset at) =>
        Records
            .Transfer(id, at)
            .Replace(
                "\"outcome\"",
                "\"run_id\":\"r1\",\"sources\":[{\"url\":\"http://a/f\",\"state\":\"done\",\"bytes\":1000,\"throughput_bps\":8000,\"connect_s\":0.01}],\"outcome\"",
                StringComparison.Ordinal
            );

    private const string Run =
        """{"type":"run","id":"r1","started_at":"2026-11-02T00:00:00Z","agent":"site-a","target":"http://origin/f","clients":60,"bytes":1000,"ok":60}""";
}
