using System.Net;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Transport.Loop;

namespace Weir.FunctionalTests.Http.Server;

/// <summary>A server on a free port of loopback whose handler is a function.</summary>
internal sealed class TestServer : IRequestHandler, IExchangeObserver, IAsyncDisposable
{
    private readonly LoopGroup _loops;
    private readonly Func<Exchange, ValueTask> _handle;
    private readonly int _maxBody;
    private readonly List<Exception> _faults = [];

    public TestServer(
        Func<Exchange, ValueTask> handle,
        HttpServerOptions? options = null,
        int maxBody = 0,
        SendGate? gate = null,
        TimeProvider? time = null
    )
    {
        _handle = handle;
        _maxBody = maxBody;
        _loops = new LoopGroup(time ?? TimeProvider.System, 2);
        Http = new HttpServer(
            new IPEndPoint(IPAddress.Loopback, 0),
            _loops,
            time ?? TimeProvider.System,
            this,
            options ?? HttpServerOptions.Default
        )
        {
            Gate = gate ?? SendGate.Open,
            Observer = this,
            Faulted = exception =>
            {
                lock (_faults)
                    _faults.Add(exception);
            },
        };
        Assert.Equal(ListenFailure.None, Http.TryStart());
    }

    public HttpServer Http { get; }

    public IPEndPoint EndPoint => Http.EndPoint;

    public int Handled;

    public IReadOnlyList<Exception> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Outcomes in the order in which the exchanges ended.</summary>
    public System.Collections.Concurrent.BlockingCollection<ExchangeResult> Results { get; } = [];

    /// <summary>Answers with the target of the request.</summary>
    public static ValueTask Echo(Exchange exchange)
    {
        exchange.Respond(200, System.Text.Encoding.Latin1.GetString(exchange.Head.Target));
        return ValueTask.CompletedTask;
    }

    public int MaxBody(Head head) => _maxBody;

    public ValueTask HandleAsync(Exchange exchange)
    {
        Interlocked.Increment(ref Handled);
        return _handle(exchange);
    }

    public void OnStarted() { }

    public void OnCompleted(Exchange exchange, in ExchangeResult result) => Results.Add(result);

    public async ValueTask DisposeAsync()
    {
        await Http.StopAsync();
        _loops.Dispose();
        Results.Dispose();
    }
}
