using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Weir.Collector.Hosting;
using Weir.Collector.Ingest;
using Weir.Collector.Limiting;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;
using Weir.Collector.Tokens;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Collector;

/// <summary>A collector with a store of its own, and a client of it.</summary>
internal sealed class RunningCollector : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectorServer _server;
    private readonly List<Exception> _bugs = [];

    private RunningCollector(
        bool isReadOpen,
        X509Certificate2? certificate,
        IngestLimits? limits,
        Func<CollectorOptions, CollectorOptions>? configure,
        SenderLimits? senders,
        TimeProvider time
    )
    {
        StoreFile = _folder["weir.db"];
        Store = SqliteStore.Open(new StoreAddress.Sqlite(StoreFile), mayMake: true, new StoreLimits(), time, out _)!;
        var options = new CollectorOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            IsReadOpen = isReadOpen,
            Certificate = certificate,
            Limits = limits ?? new IngestLimits(),
            Senders = senders ?? new SenderLimits(),
        };
        _server = new CollectorServer(configure?.Invoke(options) ?? options, Store, Store, time, _bugs.Add);
    }

    public string StoreFile { get; }

    public SqliteStore Store { get; }

    public Uri Url { get; private set; } = new("http://localhost/");

    public HttpClient Client { get; private set; } = new();

    public IReadOnlyList<(string Method, string Path)> Routes => _server.Routes;

    public CollectorTotals Totals => _server.Totals;

    /// <param name="scopes">Of the client's token; none for a client without.</param>
    public static async Task<RunningCollector> StartAsync(
        TokenScopes scopes = TokenScopes.Read | TokenScopes.Write,
        bool isReadOpen = false,
        X509Certificate2? certificate = null,
        PeerTrust? trust = null,
        IngestLimits? limits = null,
        Func<CollectorOptions, CollectorOptions>? configure = null,
        SenderLimits? senders = null,
        TimeProvider? time = null
    )
    {
        var running = new RunningCollector(
            isReadOpen,
            certificate,
            limits,
            configure,
            senders,
            time ?? TimeProvider.System
        );
        Assert.Null(await running._server.StartAsync());
        var scheme = certificate is null ? "http" : "https";
        running.Url = new Uri($"{scheme}://{Assert.Single(running._server.EndPoints)}/");
        running.Client = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = trust is null ? null : trust.Validate },
            }
        )
        {
            BaseAddress = running.Url,
        };
        if (scopes is not TokenScopes.None)
            running.Use(await running.AddTokenAsync("tester", scopes));
        return running;
    }

    public async Task<string> AddTokenAsync(string name, TokenScopes scopes)
    {
        var secret = TokenSecret.Make();
        Assert.True(await Store.TryAddAsync(name, TokenSecret.Hash(secret), scopes, CancellationToken.None));
        return secret;
    }

    public void Use(string? token) =>
        Client.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string? coding = null)
    {
        using var content = new ByteArrayContent(body);
        if (coding is not null)
            content.Headers.ContentEncoding.Add(coding);
        return await Client.PostAsync(new Uri("api/v1/measurements", UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> AskAsync(HttpRequestMessage request) => Client.SendAsync(request);

    public Task<HttpResponseMessage> PostToAsync(string path, HttpContent? content) => Client.PostAsync(path, content);

    /// <summary>Posts lines and gives the answer in its JSON.</summary>
    public async Task<string> SendAsync(params IEnumerable<string> lines)
    {
        using var answer = await PostAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync()).TrimEnd();
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        using var answer = await Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        var (status, text) = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, status);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    public static byte[] Gzip(ReadOnlySpan<byte> plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(plain);
        return packed.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Dispose();
        Assert.Empty(_bugs);
    }
}
