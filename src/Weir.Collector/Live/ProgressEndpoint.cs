using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Weir.Collector.Api;
using Weir.Collector.Ingest;
using Weir.Measurements.Units;

namespace Weir.Collector.Live;

/// <summary>
/// <c>POST /api/v1/progress</c>: the events of running transfers, passed on to who watches <c>/live</c>, unstored. The body
/// may last as long as the transfer: each line is passed on when it is there.
/// </summary>
internal sealed class ProgressEndpoint(LiveFeed feed)
{
    /// <summary>Reasons that are told; a client that sends nothing else would have all of them kept.</summary>
    private const int MostRejections = 100;

    private static readonly IngestLimits Limits = new()
    {
        Line = 64 * ByteSize.KiB,
        Lines = 1_000_000,
        Inflated = ByteSize.GiB,
    };

    public async Task TakeAsync(HttpContext exchange)
    {
        var coding = exchange.Request.Headers.ContentEncoding.ToString();
        if (coding is not ("" or "identity" or "gzip"))
        {
            exchange.Response.Headers.AcceptEncoding = "gzip";
            await Answers.ProblemAsync(
                exchange,
                StatusCodes.Status415UnsupportedMediaType,
                $"Content-Encoding {coding} is not known here; send gzip or none"
            );
            return;
        }

        // What comes is let go line by line; the transfer decides how long it takes.
        if (exchange.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (exchange.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var gzip = coding == "gzip" ? new GzipBody(exchange.Request.Body) : null;
        var reader = PipeReader.Create(
            gzip?.Inflated ?? exchange.Request.Body,
            new StreamPipeReaderOptions(leaveOpen: true)
        );
        try
        {
            var lines = new LineSplitter(reader, Limits);
            var answer = await PassOnAsync(lines, exchange.RequestAborted);
            if (lines.IsTooLarge)
                await Answers.ProblemAsync(
                    exchange,
                    StatusCodes.Status413PayloadTooLarge,
                    $"a request may bring {Limits.Lines} events and {Limits.Inflated}; begin another"
                );
            else
                await WriteAsync(exchange, answer);
        }
        catch (InvalidDataException)
        {
            await Answers.ProblemAsync(exchange, StatusCodes.Status400BadRequest, "the body is not whole gzip");
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task<IngestAnswer> PassOnAsync(LineSplitter lines, CancellationToken cancellation)
    {
        var rejected = new List<Rejection>();
        var accepted = 0;
        while (await lines.NextAsync(cancellation) is { } line)
        {
            string? reason = null;
            if (line.IsTooLong)
                reason = $"the line is longer than {Limits.Line}";
            else if (line.Bytes.IsEmpty)
                continue;
            else if (ProgressLine.TryRead(line.Bytes, out var read, out reason))
            {
                accepted++;
                if (read.IsPassedOn)
                    feed.Progress(read.Id, read.Kind, read.Url, read.Text);
            }

            if (reason is not null && rejected.Count < MostRejections)
                rejected.Add(new Rejection(line.Number, reason));
        }

        return new IngestAnswer(accepted, 0, rejected);
    }

    private static Task WriteAsync(HttpContext exchange, IngestAnswer answer)
    {
        exchange.Response.ContentType = AnswerFormats.Json;
        return exchange.Response.WriteAsync(
            JsonSerializer.Serialize(answer, ApiJson.Default.IngestAnswer) + "\n",
            exchange.RequestAborted
        );
    }
}
