using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Analysis.Json;
using Weir.Analysis.Summaries;
using Weir.Collector.Storage;
using Weir.Transport.Tls;

namespace Weir.Collector.Reading;

/// <summary>Asks another collector for its rollups, over its API.</summary>
public sealed class CollectorReader : IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly Uri _root;
    private volatile bool _isDistrusted;

    public CollectorReader(CollectorAddress collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        _root = collector.Url;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTime,
                AllowAutoRedirect = false,
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                    {
                        var isTrusted = collector.Trust.Validate(sender, certificate, chain, errors);
                        _isDistrusted |= !isTrusted;
                        return isTrusted;
                    },
                },
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (collector.Token is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", collector.Token);
    }

    /// <summary>All rollups of the period.</summary>
    public async Task<ReadResult> RollupsAsync(MeasurementFilter filter, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, SeriesOf(filter));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
                return ReadResult.Failed(await SentenceAsync(answer, cancellation));
            using var body = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
            var rollups = new List<Rollup>();
            while (await body.ReadLineAsync(cancellation) is { } line)
                rollups.Add(JsonSerializer.Deserialize(line, AnalysisJson.Lines.RollupRecord)!.ToRollup());
            return new ReadResult(rollups, null);
        }
        catch (HttpRequestException) when (_isDistrusted)
        {
            return ReadResult.Failed(
                $"the certificate of {_root} is not trusted; give --pin sha256:HEX as it prints it, or --cacert FILE"
            );
        }
        catch (HttpRequestException error) when (SchemeMismatch.Advice(_root, error) is { } advice)
        {
            return ReadResult.Failed($"{_root} {advice}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            // A reset right behind the connect comes out of HttpClient as a bare SocketException.
            return ReadResult.Failed($"{_root} cannot be asked; {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ReadResult.Failed(
                $"{_root} cannot be asked; it does not answer within {ConnectTime.TotalSeconds} s"
            );
        }
        catch (JsonException)
        {
            return ReadResult.Failed($"{_root} answers with something else; is it a collector of this version?");
        }
    }

    public void Dispose() => _client.Dispose();

    private Uri SeriesOf(MeasurementFilter filter)
    {
        var query = new List<string>();
        Add(query, "from", filter.From?.UtcDateTime.ToString("O"));
        Add(query, "to", filter.To?.UtcDateTime.ToString("O"));
        Add(query, "agent", filter.Agent);
        Add(query, "target", filter.Target);
        return new Uri(_root, $"api/v1/series?{string.Join('&', query)}");
    }

    private static void Add(List<string> query, string name, string? value)
    {
        if (value is not null)
            query.Add($"{name}={Uri.EscapeDataString(value)}");
    }

    /// <summary>What a collector says is a sentence in "error"; anything else says only its status.</summary>
    private async Task<string> SentenceAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var said = await answer.Content.ReadAsStringAsync(cancellation);
        try
        {
            using var json = JsonDocument.Parse(said);
            if (
                json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("error", out var error)
            )
                return $"{_root} answers {(int)answer.StatusCode}: {error}";
        }
        catch (JsonException)
        {
            // No collector of ours, or something between.
        }

        return $"{_root} answers {(int)answer.StatusCode}";
    }
}
