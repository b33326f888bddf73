using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Weir.Transport.Tls;

namespace Weir.Agent.Delivery;

/// <summary>
/// Sends records to a collector: <c>POST /api/v1/measurements</c>, NDJSON, gzip, a bearer token. What the network does is
/// an answer, not an exception. One request at a time.
/// </summary>
public sealed class CollectorClient : IDisposable
{
    /// <summary>A receipt that refuses every record with a long reason is far below this.</summary>
    private const int LongestAnswer = 4 << 20;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private bool _isDistrusted;

    public CollectorClient(DeliveryOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the token to whoever it names.
            AllowAutoRedirect = false,
            UseCookies = false,
            // Like downloads and probes: straight there, whatever the environment says of proxies.
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            // So that a name that moved is looked up again.
            PooledConnectionLifetime = ConnectionLifetime,
            SslOptions = { RemoteCertificateValidationCallback = Validate },
        };
        _client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>The collector as people know it.</summary>
    public string Name => _options.Collector.GetLeftPart(UriPartial.Authority);

    /// <param name="records">JSON lines without their line ends.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled; whether the records were stored is not known.</exception>
    public async Task<DeliveryAnswer> SendAsync(IReadOnlyList<string> records, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (BearerFile.Read(_options.TokenPath, out var problem) is not { } token)
            return new DeliveryFailed(DeliveryFaultKind.Unauthorized, problem!);
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        _isDistrusted = false;
        try
        {
            using var request = Request(records, token);
            using var response = await _client.SendAsync(
                request,
                HttpCompletionOption.ResponseContentRead,
                either.Token
            );
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return CollectorAnswers.Read(Name, response.StatusCode, body, records.Count, RetryAfter(response));
        }
        catch (HttpRequestException) when (_isDistrusted)
        {
            return new DeliveryFailed(
                DeliveryFaultKind.Untrusted,
                $"{Name} shows a certificate that is not trusted; give its authority with --cacert FILE or its "
                    + "fingerprint with --pin sha256:HEX"
            );
        }
        catch (HttpRequestException error) when (SchemeMismatch.Advice(_options.Collector, error) is { } advice)
        {
            return new DeliveryFailed(DeliveryFaultKind.Unreachable, $"{Name} {advice}");
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            // A reset right behind the connect comes out of HttpClient as a bare SocketException.
            var cause = (error.InnerException ?? error).Message.TrimEnd('.');
            return new DeliveryFailed(DeliveryFaultKind.Unreachable, $"{Name} cannot be reached: {cause}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryFailed(
                DeliveryFaultKind.Unreachable,
                $"{Name} did not answer within {_options.RequestTimeout.TotalSeconds:0.#} s"
            );
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(IReadOnlyList<string> records, string token)
    {
        var content = new ByteArrayContent(Compress(records));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        return new HttpRequestMessage(HttpMethod.Post, _options.Collector)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private static byte[] Compress(IReadOnlyList<string> records)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            foreach (var record in records)
            {
                gzip.Write(Encoding.UTF8.GetBytes(record));
                gzip.WriteByte((byte)'\n');
            }
        }
        return buffer.ToArray();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } field ? null : field.Delta ?? (field.Date - _time.GetUtcNow());

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var isTrusted = _options.Trust.Validate(sender, certificate, chain, errors);
        _isDistrusted |= !isTrusted;
        return isTrusted;
    }
}
