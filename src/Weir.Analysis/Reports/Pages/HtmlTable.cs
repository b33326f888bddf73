using System.Text;

namespace Weir.Analysis.Reports.Pages;

/// <summary>A report's table as HTML.</summary>
internal static class HtmlTable
{
    public static void Append(StringBuilder html, ReportTable table)
    {
        html.Append("<h2>").Append(HtmlText.Escape(table.Title)).Append("</h2>\n");
        html.Append("<div class=\"wide\"><table>\n<thead>");
        Row(html, "th scope=\"col\"", "th", table.Heads);
        html.Append("</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
            Row(html, "td", "td", row);
        html.Append("</tbody>\n</table></div>\n");
    }

    private static void Row(StringBuilder html, string start, string end, IReadOnlyList<string> cells)
    {
        html.Append("<tr>");
        foreach (var cell in cells)
            html.Append('<')
                .Append(start)
                .Append('>')
                .Append(HtmlText.Escape(cell))
                .Append("</")
                .Append(end)
                .Append('>');
        html.Append("</tr>\n");
    }
}
