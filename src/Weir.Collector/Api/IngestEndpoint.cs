using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Ingest;
using Weir.Collector.Limiting;
using Weir.Collector.Storage;

namespace Weir.Collector.Api;

/// <summary><c>POST /api/v1/measurements</c></summary>
internal sealed class IngestEndpoint(
    IMeasurementStore store,
    IngestLimits limits,
    SenderLimits senders,
    TimeProvider time,
    CollectorCounts counts,
    Action<IReadOnlyList<Envelope>> stored
)
{
    private readonly Ingestion _ingestion = new(store, limits, time, stored);
    private readonly SenderLimiter _limiter = new(senders, time);

    /// <param name="sender">Whose token it is.</param>
    public async Task TakeAsync(HttpContext exchange, string sender)
    {
        if (_limiter.Wait(sender) is var wait && wait > TimeSpan.Zero)
        {
            counts.AddLimited();
            exchange.Response.Headers.RetryAfter = $"{(int)Math.Ceiling(wait.TotalSeconds)}";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status429TooManyRequests,
                "this token sends more than the collector takes from one sender; wait as Retry-After says"
            );
            return;
        }

        var coding = exchange.Request.Headers.ContentEncoding.ToString();
        var isGzip = coding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            exchange.Response.Headers.AcceptEncoding = "gzip"; // RFC 9110 15.5.16
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status415UnsupportedMediaType,
                $"Content-Encoding {coding} is not known here; send gzip or none"
            );
            return;
        }

        var body = new CountedBody(exchange.Request.Body);
        var result = await _ingestion.TakeAsync(body, isGzip, exchange.RequestAborted);
        var lines = result is IngestResult.Done { Answer: var done }
            ? done.Accepted + done.Duplicates + done.Rejected.Count
            : 1;
        _limiter.Take(sender, lines, body.Count);
        switch (result)
        {
            case IngestResult.Done { Answer: var answer }:
                counts.Add(answer.Accepted, answer.Duplicates, answer.Rejected.Count);
                exchange.Response.ContentType = AnswerFormats.Json;
                await exchange.Response.WriteAsync(
                    JsonSerializer.Serialize(answer, ApiJson.Default.IngestAnswer) + "\n",
                    exchange.RequestAborted
                );
                break;
            case IngestResult.NotStored { Fault: var fault }:
                counts.AddFault();
                await Answers.FaultAsync(exchange, fault);
                break;
            case IngestResult.Damaged:
                await Answers.ProblemAsync(exchange, StatusCodes.Status400BadRequest, "the body is not whole gzip");
                break;
            case IngestResult.TooLarge:
                await Answers.ProblemAsync(
                    exchange,
                    StatusCodes.Status413PayloadTooLarge,
                    $"a request may bring {limits.Lines} lines and {limits.Inflated} without gzip; send several"
                );
                break;
        }
    }
}
