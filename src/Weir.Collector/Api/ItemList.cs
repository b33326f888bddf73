using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weir.Collector.Api;

/// <summary>Writes items in the form that the client asked for.</summary>
/// <param name="CsvHeader">The first line of CSV.</param>
/// <param name="Json">An item as one line of JSON without its end.</param>
/// <param name="CsvLine">An item as one line of CSV with its end.</param>
internal sealed record ItemList<T>(string CsvHeader, Func<T, string> Json, Func<T, string> CsvLine)
{
    /// <summary>Enough to be worth a write, little enough for any memory.</summary>
    private const int Chunk = 64 * 1024;

    /// <param name="answer">The response, nothing of it sent.</param>
    /// <param name="pages">The items; of JSON only the first page is asked for.</param>
    /// <param name="next">Where the page after this one starts, null for the end; for JSON alone.</param>
    public async Task WriteAsync(
        HttpResponse answer,
        AnswerFormat format,
        IAsyncEnumerable<IReadOnlyList<T>> pages,
        Func<IReadOnlyList<T>, string?> next,
        CancellationToken cancellation
    )
    {
        answer.ContentType = format switch
        {
            AnswerFormat.Lines => AnswerFormats.Lines,
            AnswerFormat.Csv => AnswerFormats.Csv + "; charset=utf-8; header=present",
            _ => AnswerFormats.Json,
        };
        answer.Headers.CacheControl = "no-store";
        answer.Headers.Vary = "Accept";
        var text = new StringBuilder(format is AnswerFormat.Csv ? CsvHeader : "");
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            if (format is AnswerFormat.Json)
            {
                text.Append("{\"items\":[").AppendJoin(",\n", page.Select(Json)).Append("],\"next\":");
                text.Append(next(page) is { } cursor ? $"\"{JsonEncodedText.Encode(cursor)}\"" : "null").Append("}\n");
                break;
            }

            foreach (var item in page)
            {
                if (format is AnswerFormat.Csv)
                    text.Append(CsvLine(item));
                else
                    text.Append(Json(item)).Append('\n');
                if (text.Length < Chunk)
                    continue;
                await answer.WriteAsync(text.ToString(), cancellation);
                text.Clear();
            }
        }

        await answer.WriteAsync(text.ToString(), cancellation);
    }
}
