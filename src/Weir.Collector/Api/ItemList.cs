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

    /// <summary>All of these items as one answer.</summary>
    public string Write(AnswerFormat format, IReadOnlyList<T> items)
    {
        var text = new StringBuilder();
        if (format is AnswerFormat.Json)
            return Page(text, items, next: null).ToString();
        text.Append(format is AnswerFormat.Csv ? CsvHeader : "");
        foreach (var item in items)
            Append(text, format, item);
        return text.ToString();
    }

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
        AnswerFormats.SetHead(answer, format);
        var text = new StringBuilder(format is AnswerFormat.Csv ? CsvHeader : "");
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            if (format is AnswerFormat.Json)
            {
                Page(text, page, next(page));
                break;
            }

            foreach (var item in page)
            {
                Append(text, format, item);
                if (text.Length < Chunk)
                    continue;
                await answer.WriteAsync(text.ToString(), cancellation);
                text.Clear();
            }
        }

        await answer.WriteAsync(text.ToString(), cancellation);
    }

    private StringBuilder Page(StringBuilder text, IReadOnlyList<T> items, string? next)
    {
        text.Append("{\"items\":[").AppendJoin(",\n", items.Select(Json)).Append("],\"next\":");
        return text.Append(next is null ? "null" : $"\"{JsonEncodedText.Encode(next)}\"").Append("}\n");
    }

    private void Append(StringBuilder text, AnswerFormat format, T item)
    {
        if (format is AnswerFormat.Csv)
            text.Append(CsvLine(item));
        else
            text.Append(Json(item)).Append('\n');
    }
}
