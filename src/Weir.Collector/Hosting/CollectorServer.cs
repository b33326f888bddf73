using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Weir.Collector.Api;
using Weir.Collector.Storage;
using Weir.Collector.Tokens;
using Weir.Transport.Loop;

namespace Weir.Collector.Hosting;

/// <summary>A collector that listens. Disposal stops it; the store is its owner's.</summary>
/// <param name="options">Where and how.</param>
/// <param name="store">Where measurements go.</param>
/// <param name="tokens">Who may do what.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Gets exceptions that no code foresaw; from any thread.</param>
public sealed class CollectorServer(
    CollectorOptions options,
    IMeasurementStore store,
    ITokenStore tokens,
    TimeProvider time,
    Action<Exception> report
) : IAsyncDisposable
{
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    /// <summary>Slower bodies are cut off: agents send small ones at once, and a thousand that trickle would be in the way.</summary>
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    /// <summary>An agent and a target of the longest names, each letter as nine of an address.</summary>
    private const int LongestRequestLine = 64 * 1024;

    private readonly CollectorCounts _counts = new();
    private WebApplication? _app;
    private CollectorApi? _api;
    private RetentionKeeper? _keeper;

    /// <summary>Where it listens, with the ports that were taken.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>What it answers: methods, and paths as they were mapped.</summary>
    internal IReadOnlyList<(string Method, string Path)> Routes =>
        [
            .. ((IEndpointRouteBuilder)_app!)
                .DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .SelectMany(route =>
                    (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                        (method, route.RoutePattern.RawText!)
                    )
                ),
        ];

    public CollectorTotals Totals => _counts.Totals;

    /// <summary>Null when it listens.</summary>
    public async Task<CollectorFailure?> StartAsync()
    {
        foreach (var at in options.Listen)
        {
            // Kestrel names no cause but "in use"; a socket of our own tells them apart.
            if (ListenProbe.Try(at, SocketType.Stream) is var cause and not ListenFailure.None)
                return new CollectorFailure(at, cause);
        }

        var app = Build();
        try
        {
            await app.StartAsync();
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            await app.DisposeAsync();
            return new CollectorFailure(options.Listen[0], ListenFailure.InUse);
        }

        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        if (options.Retention is { } retention)
        {
            _keeper = new RetentionKeeper(store, retention, time, report);
            _keeper.Start();
        }

        EndPoints = [.. addresses!.Addresses.Select(address => new Uri(address)).Select(EndPointOf)];
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        if (_app is null)
            return;
        using var limit = new CancellationTokenSource(StopTime, time);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _api!.Dispose();
    }

    private WebApplication Build()
    {
        // The empty builder: nothing is read from the environment, from files or from the command line.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        var app = builder.Build();
        _api = new CollectorApi(
            options with
            {
                Limits = options.Limits with { Retention = options.Retention },
            },
            store,
            tokens,
            time,
            _counts,
            report
        );
        _api.Map(app);
        return app;
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.Limits.Body.Bytes;
        kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
        kestrel.Limits.RequestHeadersTimeout = HeadTime;
        kestrel.Limits.MinRequestBodyDataRate = SlowestBody;
        kestrel.Limits.MinResponseDataRate = SlowestBody;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        foreach (var at in options.Listen)
            kestrel.Listen(
                at,
                listen =>
                {
                    listen.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                    if (options.Certificate is { } certificate)
                        listen.UseHttps(
                            certificate,
                            https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13
                        );
                }
            );
    }

    private static IPEndPoint EndPointOf(Uri address) =>
        new(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
}
