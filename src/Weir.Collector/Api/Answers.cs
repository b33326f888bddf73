using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Collector.Storage;

namespace Weir.Collector.Api;

/// <summary>Answers that several questions share.</summary>
internal static class Answers
{
    private const int RetryAfter = 10;

    public static Task ProblemAsync(HttpContext exchange, int status, string sentence)
    {
        exchange.Response.StatusCode = status;
        exchange.Response.ContentType = AnswerFormats.Json;
        return exchange.Response.WriteAsync(
            JsonSerializer.Serialize(new ApiProblem(sentence), ApiJson.Default.ApiProblem) + "\n",
            exchange.RequestAborted
        );
    }

    /// <summary>507 for a full store (RFC 4918 11.5), 503 for any other trouble of it.</summary>
    public static Task FaultAsync(HttpContext exchange, StoreFault fault)
    {
        exchange.Response.Headers.RetryAfter = $"{RetryAfter}";
        return ProblemAsync(
            exchange,
            fault.Kind is StoreFaultKind.Full
                ? StatusCodes.Status507InsufficientStorage
                : StatusCodes.Status503ServiceUnavailable,
            fault.Sentence
        );
    }
}
