using System.Net;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>
/// A listener apart from the data: what observes and steers a server. Routes need the bearer token unless they are open;
/// without it even what exists is not told.
/// </summary>
public sealed class ControlListener : IRequestHandler
{
    private const int MaxRequestBody = 64 * 1024;

    private readonly BearerToken _token;
    private readonly ControlRoute[] _routes;
    private readonly HttpServer _server;

    public ControlListener(
        IPEndPoint endPoint,
        LoopGroup loops,
        TimeProvider time,
        BearerToken token,
        IEnumerable<ControlRoute> routes,
        Action<Exception>? faulted = null
    )
    {
        _token = token;
        _routes = [.. routes];
        _server = new HttpServer(endPoint, loops, time, this, HttpServerOptions.Default) { Faulted = faulted };
    }

    public IPEndPoint EndPoint => _server.EndPoint;

    public ListenFailure TryStart() => _server.TryStart();

    public Task StopAsync() => _server.StopAsync();

    public int MaxBody(Head head) => IsAuthorized(head) ? MaxRequestBody : 0;

    public ValueTask HandleAsync(Exchange exchange)
    {
        var head = exchange.Head;
        if (!RequestTarget.TryParse(head.Target, out var target))
            return Answer(exchange, 400, "The request target is malformed.");
        if (RequestTarget.TryDecodePath(target.Path, out var path) != PathResult.Ok)
            return Answer(exchange, 400, "The path is malformed.");

        var isAuthorized = IsAuthorized(head);
        var allowed = new List<string>();
        foreach (var route in _routes)
        {
            if (!(route.IsOpen || isAuthorized) || !route.TryMatch(path, out var values))
                continue;
            if (route.Takes(head.Method))
                return new ValueTask(Task.Run(() => route.Act(exchange, values)));
            allowed.Add(route.Method);
        }

        if (allowed.Count > 0)
            return Refuse(exchange, 405, "The method is not allowed here.", "Allow"u8, string.Join(", ", allowed));
        if (!isAuthorized)
            return Refuse(exchange, 401, "This needs the bearer token.", "WWW-Authenticate"u8, "Bearer");
        return Answer(exchange, 404, "There is nothing here.");
    }

    private bool IsAuthorized(Head head) =>
        head.CountOf("Authorization"u8) == 1
        && head.TryGet("Authorization"u8, out var authorization)
        && _token.Matches(authorization);

    private static ValueTask Answer(Exchange exchange, int status, string text)
    {
        exchange.Respond(status, text);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Refuse(Exchange exchange, int status, string text, ReadOnlySpan<byte> field, string value)
    {
        exchange.Respond(status, text);
        exchange.Fields.Field(field, value);
        return ValueTask.CompletedTask;
    }
}
