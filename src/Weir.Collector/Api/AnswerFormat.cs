using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Weir.Collector.Api;

/// <summary>The form of a list of items.</summary>
internal enum AnswerFormat
{
    /// <summary><c>{"items":[…],"next":…}</c></summary>
    Json,

    /// <summary>An item per line, all of them.</summary>
    Lines,

    /// <summary>All of them.</summary>
    Csv,
}

/// <summary>Chooses the form that a client likes best (RFC 9110 12.5.1).</summary>
internal static class AnswerFormats
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>Says which form follows, and that nobody on the way keeps it.</summary>
    public static void SetHead(HttpResponse answer, AnswerFormat format)
    {
        answer.ContentType = format switch
        {
            AnswerFormat.Lines => Lines,
            AnswerFormat.Csv => Csv + "; charset=utf-8; header=present",
            _ => Json,
        };
        answer.Headers.CacheControl = "no-store";
        answer.Headers.Vary = "Accept";
    }

    public static AnswerFormat Of(HttpRequest request)
    {
        // A list that cannot be read is the same as none: JSON is what everybody takes.
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return AnswerFormat.Json;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MediaType == Lines)
                return AnswerFormat.Lines;
            if (type.MediaType == Csv)
                return AnswerFormat.Csv;
            if (type.MediaType == Json || type.MatchesAllTypes)
                return AnswerFormat.Json;
        }

        return AnswerFormat.Json;
    }
}
