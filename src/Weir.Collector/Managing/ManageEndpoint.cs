using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Api;

namespace Weir.Collector.Managing;

/// <summary>
/// <c>/api/v1/manage</c>: the servers that may be managed, and their control listeners behind the collector. The servers'
/// tokens stay here.
/// </summary>
internal sealed class ManageEndpoint : IDisposable
{
    private const int LargestBody = 16 * 1024;
    private const int LargestAnswer = 1024 * 1024;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, ManagedServer> _servers;
    private readonly Dictionary<string, ViewerAct> _acts;
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            // A redirect would carry the token to whoever it names.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTime,
        }
    )
    {
        Timeout = AnswerTime,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    public ManageEndpoint(IEnumerable<ManagedServer> servers, IEnumerable<ViewerAct> acts)
    {
        _servers = servers.ToDictionary(server => server.Name, StringComparer.Ordinal);
        _acts = acts.ToDictionary(act => act.Name, StringComparer.Ordinal);
    }

    public Task ListAsync(HttpContext exchange)
    {
        exchange.Response.ContentType = AnswerFormats.Json;
        exchange.Response.Headers.CacheControl = "no-store";
        var list = new ManagedList(
            [.. _servers.Values.Select(server => new ManagedItem(server.Name, server.Url.ToString()))],
            [.. _acts.Values.Select(act => new ActItem(act.Name, act.Title))],
            null
        );
        return exchange.Response.WriteAsync(
            JsonSerializer.Serialize(list, ManageJson.Default.ManagedList) + "\n",
            exchange.RequestAborted
        );
    }

    public Task ActAsync(HttpContext exchange)
    {
        var name = (string)exchange.Request.RouteValues["name"]!;
        if (!_acts.TryGetValue(name, out var act))
            return Answers.ProblemAsync(exchange, StatusCodes.Status404NotFound, $"there is no {name} to start");
        if (act.Start() is { } problem)
            return Answers.ProblemAsync(exchange, StatusCodes.Status409Conflict, problem);
        exchange.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    public async Task PassAsync(HttpContext exchange)
    {
        var name = (string)exchange.Request.RouteValues["name"]!;
        var path = (string?)exchange.Request.RouteValues["path"] ?? "";
        if (!_servers.TryGetValue(name, out var server))
            await Answers.ProblemAsync(exchange, StatusCodes.Status404NotFound, $"there is no server {name} to manage");
        else if (!ManagedRoutes.IsAllowed(exchange.Request.Method, path))
            await Answers.ProblemAsync(exchange, StatusCodes.Status404NotFound, "that is not passed on");
        else if (exchange.Request.ContentLength is > LargestBody)
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status413PayloadTooLarge,
                $"a setting has at most {LargestBody} bytes"
            );
        else
            await PassAsync(exchange, server, path);
    }

    public void Dispose() => _client.Dispose();

    private async Task PassAsync(HttpContext exchange, ManagedServer server, string path)
    {
        try
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(exchange.Request.Method),
                new Uri(server.Url, path)
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(server, exchange));
            if (!HttpMethods.IsGet(exchange.Request.Method))
                request.Content = new ByteArrayContent(await BodyAsync(exchange));
            using var answer = await _client.SendAsync(request, exchange.RequestAborted);
            await WriteAsync(exchange, server, answer);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status502BadGateway,
                $"{server.Name} at {server.Url} cannot be reached: {(error.InnerException ?? error).Message.TrimEnd('.')}"
            );
        }
        catch (OperationCanceledException) when (!exchange.RequestAborted.IsCancellationRequested)
        {
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status504GatewayTimeout,
                $"{server.Name} at {server.Url} did not answer within {AnswerTime.TotalSeconds:0} s"
            );
        }
    }

    private static async Task<string> TokenAsync(ManagedServer server, HttpContext exchange) =>
        (await File.ReadAllTextAsync(server.TokenFile, exchange.RequestAborted)).Trim();

    private static async Task<byte[]> BodyAsync(HttpContext exchange)
    {
        using var body = new MemoryStream();
        var buffer = new byte[LargestBody];
        int read;
        while ((read = await exchange.Request.Body.ReadAsync(buffer, exchange.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestBody)
                throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge);
        }

        return body.ToArray();
    }

    private static async Task WriteAsync(HttpContext exchange, ManagedServer server, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(exchange.RequestAborted);
        exchange.Response.Headers.CacheControl = "no-store";
        if (answer.Content.Headers.ContentType?.MediaType == AnswerFormats.Json)
        {
            exchange.Response.StatusCode = (int)answer.StatusCode;
            exchange.Response.ContentType = AnswerFormats.Json;
            await exchange.Response.WriteAsync(text, exchange.RequestAborted);
            return;
        }

        // 401 and 403 would read as the viewer's own: they are the collector's, whose token for that server is wrong.
        var status = (int)answer.StatusCode;
        await Answers.ProblemAsync(
            exchange,
            status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or < 400
                ? StatusCodes.Status502BadGateway
                : status,
            status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
                ? $"{server.Name} does not accept the token that --manage names for it"
                : text.Trim()
        );
    }
}

/// <summary>The servers that may be managed, and what else may be started.</summary>
internal sealed record ManagedList(IReadOnlyList<ManagedItem> Items, IReadOnlyList<ActItem> Acts, string? Next);

internal sealed record ActItem(string Name, string Title);

internal sealed record ManagedItem(string Name, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ManagedList))]
internal sealed partial class ManageJson : JsonSerializerContext;
