using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Api;

namespace Weir.Collector.Documenting;

/// <summary>The OpenAPI 3.1 document of the collector, and the schema of a record by itself. Both are open to anyone.</summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";
    public const string RecordPath = "/openapi/record.v1.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<string> Document = new(() => Make().ToJsonString(Readable) + "\n");
    private static readonly Lazy<string> Record = new(() => RecordSchema.Document().ToJsonString(Readable) + "\n");

    public static void Map(WebApplication app)
    {
        app.MapGet(Path, exchange => SendAsync(exchange, AnswerFormats.Json, Document.Value));
        app.MapGet(RecordPath, exchange => SendAsync(exchange, "application/schema+json", Record.Value));
    }

    public static JsonObject Make()
    {
        var paths = new JsonObject();
        foreach (var path in Endpoints.All.GroupBy(endpoint => endpoint.Path))
            paths[path.Key] = new JsonObject(
                path.Select(endpoint =>
                    KeyValuePair.Create<string, JsonNode?>(endpoint.Method.ToLowerInvariant(), Operation(endpoint))
                )
            );
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Weir collector",
                ["version"] = "1",
                ["description"] = "Receives measurements, stores and sums them up, and answers questions about them.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = Components.Schemas(),
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "From weir collect token add; with the scopes read, write or both",
                    },
                    ["session"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "cookie",
                        ["name"] = "weir-session-7070",
                        ["description"] =
                            "From POST /session; lets read. Its name ends with the port, and begins with __Host- over TLS",
                    },
                },
            },
        };
    }

    private static JsonObject Operation(Endpoint endpoint)
    {
        var operation = new JsonObject { ["summary"] = endpoint.Summary };
        if (Given(endpoint) is { Count: > 0 } parameters)
            operation["parameters"] = parameters;
        if (endpoint.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(body) };
        var answers = new JsonObject { [$"{endpoint.Status}"] = Answer("As asked", endpoint.Answer) };
        foreach (var (status, meaning) in ProblemsOf(endpoint).OrderBy(problem => problem.Status))
            answers[$"{status}"] = Answer(meaning, Forms.Json("problem"));
        operation["responses"] = answers;
        operation["security"] = endpoint.Access switch
        {
            EndpointAccess.Open => new JsonArray(),
            EndpointAccess.Write => new JsonArray(Security("token")),
            _ => new JsonArray(Security("token"), Security("session")),
        };
        return operation;
    }

    private static IEnumerable<(int Status, string Meaning)> ProblemsOf(Endpoint endpoint)
    {
        foreach (var problem in endpoint.Problems)
            yield return problem;
        if (endpoint.Access is EndpointAccess.Open)
            yield break;
        yield return (401, "No token, or none that is in force");
        yield return (403, "The token has not the scope that is needed");
        yield return (503, "The store does not answer; Retry-After says when to come again");
        if (endpoint.Access is EndpointAccess.Read && endpoint.Problems.All(problem => problem.Status != 400))
            yield return (400, "A parameter is wrong");
    }

    private static JsonArray Given(Endpoint endpoint)
    {
        var given = new JsonArray();
        foreach (var part in endpoint.Path.Split('/').Where(part => part.StartsWith('{')))
            given.Add((JsonNode)Parameter(part.Trim('{', '}'), "path", null, Forms.Text()));
        foreach (var name in endpoint.Parameters)
            given.Add(
                (JsonNode)Parameter(
                    name,
                    "query",
                    Parameters.All[name].Meaning,
                    Parameters.All[name].Schema.DeepClone()
                )
            );
        return given;
    }

    private static JsonObject Parameter(string name, string place, string? meaning, JsonNode schema) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = place == "path",
            ["description"] = meaning ?? $"The {name}",
            ["schema"] = schema,
        };

    private static JsonObject Answer(string meaning, IReadOnlyDictionary<string, JsonNode> forms)
    {
        var answer = new JsonObject { ["description"] = meaning };
        if (forms.Count > 0)
            answer["content"] = Content(forms);
        return answer;
    }

    private static JsonObject Content(IReadOnlyDictionary<string, JsonNode> forms) =>
        new(
            forms.Select(form =>
                KeyValuePair.Create<string, JsonNode?>(form.Key, new JsonObject { ["schema"] = form.Value.DeepClone() })
            )
        );

    private static JsonObject Security(string scheme) => new() { [scheme] = new JsonArray() };

    private static Task SendAsync(HttpContext exchange, string type, string text)
    {
        exchange.Response.ContentType = type;
        return exchange.Response.WriteAsync(text, exchange.RequestAborted);
    }
}
